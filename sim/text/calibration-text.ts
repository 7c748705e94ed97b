import type { FittedUnknown } from '../calibrate/calibrate.ts';
import { durationOf } from '../calibrate/span-document.ts';
import { backTestQuantiles, type WaitQuantiles } from '../scenario/back-test.ts';
import { errorText } from './back-test-text.ts';
import { columnLines } from './column-lines.ts';
import { countText, durationText } from './figure-text.ts';
import { paint, spell, type TextStyle } from './text-style.ts';
import { wrap } from './wrap.ts';

/** What a calibration found. */
export interface Calibration {
  readonly scenario: string;
  readonly config: string;
  /** Name of the trace, without its directory. */
  readonly against: string;
  /** What an observed wait is. */
  readonly span: 'queue' | 'wait';
  /** Jobs whose wait was observed. */
  readonly jobs: number;
  readonly withoutWait: number;
  readonly seeds: number;
  /** Seconds at the start whose jobs do not count. */
  readonly warmup: number;
  /** Waits in seconds: of the history, of the model as it was, and as it was fitted. */
  readonly observed: WaitQuantiles;
  readonly before: WaitQuantiles;
  readonly after: WaitQuantiles;
  readonly fitted: readonly (FittedUnknown & { readonly path: string })[];
  /** What changes in the scenario; empty where nothing does. */
  readonly patch: readonly { readonly path: string; readonly value: string }[];
}

const names: Readonly<Record<string, string>> = { boot: 'boot time', pacing: 'time of a job request' };

/** A calibration as a terminal shows it: observed beside simulated, what was fitted within which bounds, and what to do with it. */
export function calibrationText(
  found: Calibration,
  { named, written }: { readonly named: string; readonly written: string | null },
  style: TextStyle,
): string[] {
  const sections = [header(found, style), waits(found), fit(found, style), ending(found, named, written, style)];
  return sections.flatMap((section, index) => (index === 0 ? section : ['', ...section])).map((line) => spell(line === '' ? '' : `  ${line}`, style));
}

function header({ scenario, config, against, span, jobs, withoutWait, seeds, warmup }: Calibration, style: TextStyle): string[] {
  const what = span === 'queue' ? 'until a request brought the job' : 'until the job started';
  const without = withoutWait === 0 ? '' : `; ${countText(withoutWait)} jobs have none`;
  const cut = warmup === 0 ? '' : `; the first ${durationText(warmup)} does not count`;
  const text = `${countText(jobs)} observed waits of ${against}, ${what}${without}${cut}`;
  return [`${scenario}   ${config}   ${seeds === 1 ? 'one seed' : `${seeds} seeds`}`, ...wrap(text, style.width - 2)];
}

function waits({ observed, before, after, patch }: Calibration): string[] {
  const isFitted = patch.length > 0;
  const rows = backTestQuantiles.map((name) => [
    name,
    durationText(observed[name]),
    durationText(before[name]),
    errorText(observed[name], before[name]),
    ...(isFitted ? [durationText(after[name]), errorText(observed[name], after[name])] : []),
  ]);
  const lines = columnLines([['', 'observed', 'simulated', 'error', ...(isFitted ? ['fitted', 'error'] : [])], ...rows]);
  return lines.map((line, index) => (index === 0 ? `WAIT${line.slice(4)}` : line));
}

function fit({ fitted }: Calibration, style: TextStyle): string[] {
  if (fitted.length === 0) return ['FIT   nothing was to be fitted'];
  return fitted.flatMap((unknown, index) => {
    const lines = wrap(`${names[unknown.name] ?? unknown.name} ${outcomeText(unknown)}`, style.width - 8);
    return lines.map((line, place) => `${index + place === 0 ? 'FIT' : '   '}   ${line}`);
  });
}

function outcomeText({ presentMs, valueMs, bounds: { lowMs, highMs }, outcome, isAtBound }: FittedUnknown): string {
  const [present, value] = [durationOf(presentMs), durationOf(valueMs)];
  const bounds = `sought from ${durationOf(lowMs)} to ${durationOf(highMs)}`;
  switch (outcome) {
    case 'fitted':
      return `${present} → ${value}, ${bounds}${isAtBound ? '; that is an end of its bounds: the best may lie beyond' : ''}`;
    case 'kept':
      return `${present}, which nothing beats, ${bounds}`;
    case 'hidden':
      return `${present}, as it was: these waits do not show it (${bounds})`;
  }
}

function ending({ patch, against }: Calibration, named: string, written: string | null, style: TextStyle): string[] {
  const settings = patch.map(({ path, value }) => ` --set '${path}=${value}'`).join('');
  const lines = patch.map(({ path, value }, index) => `${index === 0 ? 'PATCH' : '     '}   ${path}: ${value}`);
  const kept =
    written === null
      ? `nothing written; -o FILE keeps it, with the error for every report: sim run ${named}${settings}`
      : `${written} written, back-tested on ${against}; next: sim run ${written}`;
  return [...lines, ...wrap(kept, style.width - 2).map((line) => paint(line, 'dim', style))];
}
