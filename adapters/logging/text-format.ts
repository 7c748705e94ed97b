import { fieldTexts, type LogLine } from './log-line.ts';

const bare = /^[\w\-./@^+]+$/;

/**
 * A line in the form `text`: `time=… level=… msg=…`, then the fields, each quoted where a reader of `name=value` needs it.
 *
 * @remarks Source: ux.md §1.1 (logrus' text form without a terminal).
 */
export function textFormat({ time, level, message, fields }: LogLine): string {
  const head = [`time=${quoted(time)}`, `level=${level}`, `msg=${quoted(message)}`];
  return `${[...head, ...fieldTexts(fields).map(([name, value]) => `${name}=${quoted(value)}`)].join(' ')}\n`;
}

function quoted(text: string): string {
  return bare.test(text) ? text : JSON.stringify(text);
}
