import type { JobLine } from '../../core/job/job-line.ts';

/** How a line of the runner's own looks in the job log. */
export type LineStyle = 'headline' | 'notice' | 'good' | 'warning' | 'error';

const reset = '\x1b[0;m';

/** The look of each kind of line. @remarks Source: the records of the real runner; its plain lines begin by erasing what a progress bar left. */
export function jobLineStyle(kind: JobLine['kind']): LineStyle {
  switch (kind) {
    case 'preparing-executor':
    case 'stage':
      return 'headline';
    case 'will-be-retried':
    case 'job-succeeded':
      return 'good';
    case 'stage-retried':
    case 'stage-timed-out':
    case 'script-canceled':
    case 'after-script-failed':
      return 'warning';
    case 'image-not-allowed':
    case 'preparation-failed':
    case 'job-failed':
      return 'error';
    case 'preparing-instance':
    case 'dialing-instance':
    case 'instance-connected':
    case 'enforcing-isolation':
    case 'creating-tunnel':
    case 'creating-vm':
    case 'dialing-daemon':
    case 'vm-created':
    case 'vm-stomped':
      return 'notice';
  }
}

/** The text with its colour and its line feed. */
export function styled(text: string, style: LineStyle): string {
  switch (style) {
    case 'headline':
      return styled(`\x1b[36;1m${text}${reset}`, 'notice');
    case 'notice':
      return `\x1b[0K${text}${reset}\n`;
    case 'good':
      return `\x1b[32;1m${text}${reset}\n`;
    case 'warning':
      return `\x1b[0;33m${text}${reset}\n`;
    case 'error':
      return `\x1b[31;1m${text}${reset}\n`;
  }
}
