import type { Result } from '../../sim/measure/result.ts';
import { spanStatistics } from '../../sim/measure/span-statistics.ts';
import { countText, durationText, figureText } from '../../sim/text/figure-text.ts';
import { pad, paint, spell, type TextStyle } from '../../sim/text/text-style.ts';
import type { DemoEntry } from './demo-workload.ts';
import type { FleetRecord } from './fleet-record.ts';
import { measuredJobs } from './write-scenario.ts';

/** What a demo was. */
export interface DemoOutcome {
  readonly entries: readonly DemoEntry[];
  readonly pipelines: number;
  readonly fleet: FleetRecord;
  /** How long the manager was at work, in milliseconds. */
  readonly tookMs: number;
  /** A signal ended it early. */
  readonly interrupted: boolean;
  /** The same, simulated; null where nothing was measured. */
  readonly simulated: Result | null;
}

const ends = ['success', 'failed', 'canceled', 'skipped'] as const;
const shownWaits = ['mean', 'p50', 'p95', 'max'] as const;
const labelWidth = 20;
const columnWidth = 12;

/** Jobs that ended otherwise than planned: what a demo is not to have. */
export function unplanned(entries: readonly DemoEntry[]): readonly DemoEntry[] {
  return entries.filter(({ state, planned }) => state !== planned.outcome);
}

/** What a demo did, and what the simulator says of the same, beside each other. */
export function demoSummary(outcome: DemoOutcome, style: TextStyle): string[] {
  const { entries, pipelines, fleet, tookMs, simulated } = outcome;
  const counts = ends.map((end) => `${String(entries.filter(({ state }) => state === end).length)} ${end}`).join(', ');
  const lines = [
    `  JOBS       ${String(entries.length)} in ${counted(pipelines, 'pipeline')}, ${durationText(tookMs / 1000)}: ${counts}; ${verdict(outcome, style)}`,
    `  INSTANCES  ${String(fleet.created)} created, ${String(fleet.uses.length)} used, most jobs on one ${String(Math.max(0, ...fleet.uses))}${medians(fleet)}`,
    ...(simulated === null ? [] : ['', ...comparison(outcome, simulated)]),
  ];
  return lines.map((line) => spell(line, style));
}

function verdict({ entries, interrupted }: DemoOutcome, style: TextStyle): string {
  if (interrupted) return 'ended early';
  const odd = unplanned(entries).length;
  return odd === 0 ? paint('as planned', 'green', style) : paint(`${String(odd)} otherwise than planned`, 'red', style);
}

function medians({ bootsMs, preparationsMs }: FleetRecord): string {
  const [boot, preparation] = [bootsMs, preparationsMs].map((spans) => spanStatistics(Float64Array.from(spans), spans.length).p50);
  return boot == null || preparation == null ? '' : `; boot p50 ${durationText(boot)}, ready command p50 ${durationText(preparation)}`;
}

function comparison({ entries, fleet }: DemoOutcome, { metrics, replications }: Result): string[] {
  const waits = Float64Array.from(measuredJobs(entries), ({ queuedAt, times }) => times.startedAt! - queuedAt!);
  const own = spanStatistics(waits, waits.length);
  const row = (label: string, real: string, name: string): string => {
    const { value = null, unit = 'count', lo = null, hi = null } = metrics[name] ?? {};
    const range = lo === null || hi === null || lo === hi ? '' : `[${figureText(Math.max(0, lo), unit)} … ${figureText(hi, unit)}]`;
    return `  ${pad(label, labelWidth)} ${pad(real, columnWidth)} ${pad(figureText(value, unit), columnWidth)} ${range}`.trimEnd();
  };
  return [
    `  ${pad('', labelWidth)} ${pad('this run', columnWidth)} sim, ${counted(replications, 'seed')}`,
    ...shownWaits.map((name) => row(`wait ${name}`, figureText(own[name], 'seconds'), `wait.${name}`)),
    row('instances created', countText(fleet.created), 'instances.created'),
    row('most jobs on one', countText(Math.max(0, ...fleet.uses)), 'instances.max_uses'),
  ];
}

function counted(count: number, what: string): string {
  return `${String(count)} ${what}${count === 1 ? '' : 's'}`;
}
