import type { Tone } from './shell-writer.ts';

const reset = '\u001b[0;m';
const colours: Readonly<Record<Exclude<Tone, 'plain'>, string>> = { notice: '\u001b[32;1m', warning: '\u001b[0;33m' };

/**
 * A text in the colour of its tone.
 *
 * @remarks Source: golden/runner/jobs: `\e[32;1m…\e[0;m` around notices, `\e[0;33m` around warnings, a reset before plain text.
 */
export function toneText(text: string, tone: Tone): string {
  return tone === 'plain' ? `${reset}${text}` : `${colours[tone]}${text}${reset}`;
}
