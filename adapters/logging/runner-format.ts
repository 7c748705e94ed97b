import type { LogLevel } from './log-level.ts';
import { fieldTexts, type LogLine } from './log-line.ts';

const messageWidth = 50;
const reset = '\u001b[0;m';
const styles: Readonly<Partial<Record<LogLevel, { readonly colour: string; readonly prefix: string }>>> = {
  debug: { colour: '\u001b[37;1m', prefix: '' },
  warning: { colour: '\u001b[0;33m', prefix: 'WARNING: ' },
  error: { colour: '\u001b[31;1m', prefix: 'ERROR: ' },
  fatal: { colour: '\u001b[31;1m', prefix: 'FATAL: ' },
  panic: { colour: '\u001b[31;1m', prefix: 'PANIC: ' },
};

/**
 * A line in the form `runner`: the message padded to 50 columns, then `name=value`, sorted by name; no time, which the journal has.
 *
 * @remarks Source: ux.md §1.1. Upstream colours always, Drydock where the caller says that the output shows it.
 */
export function runnerFormat({ level, message, fields }: LogLine, colour: boolean): string {
  const { colour: start, prefix } = styles[level] ?? { colour: '', prefix: '' };
  const [on, off] = colour ? [start, reset] : ['', ''];
  const head = `${on}${prefix}${message.padEnd(messageWidth - prefix.length)}${off} `;
  return `${head}${fieldTexts(fields)
    .map(([name, value]) => ` ${on}${name}${off}=${value}`)
    .join('')}\n`.replace(/ +\n$/, '\n');
}
