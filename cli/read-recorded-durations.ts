import { durationPattern, parseDuration } from '../sim/scenario/text/duration.ts';

/** The durations of a file, or which line is none. */
export type RecordedFile = { readonly valuesMs: readonly number[] } | { readonly line: number; readonly text: string };

/** Reads the file of an empirical distribution: a duration (`9m30s`) or a number of seconds a line; blank lines and those after `#` are passed over. */
export function readRecordedDurations(text: string): RecordedFile {
  const valuesMs: number[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.replace(/#.*/, '').trim();
    if (line === '') continue;
    const seconds = /^\d+(\.\d+)?$/.test(line);
    if (!seconds && !durationPattern.test(line)) return { line: index + 1, text: line };
    valuesMs.push(seconds ? Math.round(Number(line) * 1000) : parseDuration(line));
  }
  return valuesMs.length === 0 ? { line: 1, text: '' } : { valuesMs };
}
