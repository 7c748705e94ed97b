import type { JobLine } from './job-line.ts';

/**
 * The words of a job-log line, without colour, time stamp or section marks.
 *
 * @param address - of the instance, where the configuration asks for it, or of the nested VM; null for none.
 * @remarks Source: semantics.md §4.2 and §5, peer-runner.md §2.3; warnings and errors carry their upstream prefixes.
 */
export function jobLineText(line: JobLine, address: string | null = null): string {
  switch (line.kind) {
    case 'preparing-executor':
      return 'Preparing the "instance" executor';
    case 'preparing-instance':
      return 'Preparing instance...';
    case 'dialing-instance':
      return address === null ? `Dialing instance ${line.instance}...` : `Dialing instance ${line.instance}, ${address}...`;
    case 'instance-connected':
      return `Instance ${line.instance} connected`;
    case 'image-not-allowed':
      return [`The "${line.image}" image is not present on list of allowed images:`, ...line.allowed.map((pattern) => `- ${pattern}`)].join('\n');
    case 'enforcing-isolation':
      return 'Enforcing VM Isolation';
    case 'creating-tunnel':
      return 'Creating nesting VM tunnel';
    case 'creating-vm':
      return `Creating nesting VM ${line.image}`;
    case 'dialing-daemon':
      return 'Dialing nesting daemon';
    case 'vm-created':
      return address === null ? `Created nesting VM ${line.vm}` : `Created nesting VM ${line.vm} ${address}`;
    case 'vm-stomped':
      return `Stomped nesting VM: ${line.vm}`;
    case 'preparation-failed':
      return `ERROR: Preparation failed: ${line.detail}`;
    case 'will-be-retried':
      return 'Will be retried in 3s ...';
    case 'stage':
      return line.stage.title;
    case 'stage-retried':
      return 'WARNING: Retrying...';
    case 'stage-timed-out':
      return (
        `WARNING: ${line.stage.name} could not run to completion because the timeout was exceeded. ` +
        'For more control over job and script timeouts see: https://docs.gitlab.com/ci/runners/configure_runners/#set-script-and-after_script-timeouts'
      );
    case 'script-canceled':
      return 'WARNING: script canceled externally (UI, API)';
    case 'after-script-failed':
      return `WARNING: after_script failed, but job will continue unaffected: ${line.detail}`;
    case 'job-succeeded':
      return 'Job succeeded';
    case 'job-failed':
      return line.system ? `ERROR: Job failed (system failure): ${line.detail}` : `ERROR: Job failed: ${line.detail}`;
  }
}
