import type { BootDocument } from '../scenario/schema/fleet.ts';
import { parseDuration } from '../scenario/text/duration.ts';

/** A span of time, or one in two phases, as a scenario file has it. */
export type FitDocument = BootDocument;

/** The keys whose texts are durations; the others name a distribution or a file. */
const lengths: readonly string[] = ['value', 'p50', 'p95', 'mean', 'min', 'max', 'running', 'ready'];

/** The typical length of a span in milliseconds: its constant, median or mean, of both phases together; null where it was recorded in a file. */
export function typicalMs(document: FitDocument): number | null {
  if (typeof document === 'string') return parseDuration(document);
  if ('running' in document) {
    const [running, ready] = [typicalMs(document.running), typicalMs(document.ready)];
    return running === null || ready === null ? null : running + ready;
  }
  const { value, p50, mean, min, max } = document;
  const one = value ?? p50 ?? mean;
  if (one !== undefined) return parseDuration(one);
  return min === undefined || max === undefined ? null : (parseDuration(min) + parseDuration(max)) / 2;
}

/** The span with another typical length and the same shape: every duration in it is longer by one factor. A span without length, before or after, is a constant. */
export function spanOfLength(document: FitDocument, lengthMs: number): FitDocument {
  const typical = typicalMs(document);
  return typical === null || typical === 0 || lengthMs === 0 ? durationOf(lengthMs) : (timesAsLong(document, lengthMs / typical, true) as FitDocument);
}

function timesAsLong(document: unknown, factor: number, isLength: boolean): unknown {
  if (typeof document === 'string') return isLength ? durationOf(parseDuration(document) * factor) : document;
  if (typeof document !== 'object' || document === null) return document;
  return Object.fromEntries(Object.entries(document).map(([key, value]) => [key, timesAsLong(value, factor, lengths.includes(key))]));
}

/** A duration as a scenario writes it: `5m20s`, `4.9s`, `150ms`. */
export function durationOf(ms: number): string {
  if (ms < 1000) return `${String(Math.round(ms))}ms`.replace(/^0ms$/, '0s');
  if (ms < 60_000) return `${String(Math.round(ms / 10) / 100)}s`;
  const seconds = Math.round(ms / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return [`${String(hours)}h`, `${String(minutes)}m`, `${String(rest)}s`].filter((part) => !/^0/.test(part)).join('');
}
