import type { Result, ResultObjective } from '../../../sim/measure/result.ts';
import { countText, durationText, figureText, shareText } from '../../../sim/text/figure-text.ts';
import { busyHistogram, busyShares } from '../charts/busy-histogram.ts';
import { colours } from '../charts/draw.ts';
import { fleetSeries, type FleetPoint } from '../charts/fleet-series.ts';
import { fleetTimeline, waitingTimeline } from '../charts/fleet-timeline.ts';
import { shareBars, type Share } from '../charts/share-bars.ts';
import { timeText } from '../charts/time-axis.ts';
import { waitBars, waitPercentiles } from '../charts/wait-percentiles.ts';
import { intervalText } from '../interval-text.ts';
import { chartFigure } from './chart-figure.ts';
import { table, type Cell } from './table.ts';

/** How the fleet does: objectives, waits, slots by state over time, use. */
export function todaySection(result: Result): string {
  const series = fleetSeries(result);
  const parts = [objectives(result), waits(result), fleet(result, series), queue(series), use(result), busy(result)];
  return `<h2>The fleet as configured</h2>\n${parts.filter((part) => part !== '').join('\n')}`;
}

function objectives({ slo, replications }: Result): string {
  if (slo.length === 0) return '<p>The scenario has no objective to meet.</p>';
  const rows = slo.map((objective): Cell[] => [
    verdictText(objective),
    objective.expr,
    { value: objective.value, text: figureText(objective.value, objective.unit) },
    intervalText(objective),
    `${objective.passed} of ${replications}`,
  ]);
  return table({ id: 'objectives', head: ['', 'objective', 'simulated', '95 % interval', 'seeds that meet it'], rows });
}

function verdictText({ ok, severity }: ResultObjective): string {
  if (ok) return '✓ met';
  return severity === 'error' ? '✗ missed' : '! missed, advisory';
}

function waits(result: Result): string {
  const rows = waitPercentiles(result);
  if (rows.length === 0) return '<p>No job started, so no wait was measured.</p>';
  return chartFigure({
    title: 'Wait by percentile',
    caption: 'From the arrival of a job until its first stage starts on an instance: p95 is what 95 % of jobs do not exceed. Lines are 95 % intervals.',
    svg: waitBars(rows),
    table: {
      id: 'waits',
      head: ['percentile', 'wait', 'lower end', 'upper end'],
      rows: rows.map(({ statistic, ...figures }) => [
        statistic,
        ...[figures.value, figures.lo, figures.hi].map((value) => ({ value, text: durationText(value) })),
      ]),
    },
  });
}

function fleet(result: Result, series: readonly FleetPoint[]): string {
  const limit =
    result.facts.slots === null ? '' : ` The dashed line, left out where it is far above the fleet, is the limit of ${countText(result.facts.slots)} slots.`;
  return chartFigure({
    title: 'Slots by state over time',
    caption: `Averages over each step and over all seeds; an instance that boots or leaves counts with its capacity.${limit}`,
    svg: fleetTimeline(series, result.facts),
    legend: [
      { label: 'with a job', colour: colours.busy },
      { label: 'idle', colour: colours.idle },
      { label: 'requested or booting', colour: colours.booting },
      { label: 'being deleted or recycled', colour: colours.leaving },
    ],
    table: {
      id: 'fleet',
      head: ['from', 'with a job', 'idle', 'booting', 'leaving'],
      rows: series.map(({ from, slots }) => [timeText(from), ...[slots.busy, slots.idle, slots.booting, slots.leaving].map(level)]),
    },
  });
}

function queue(series: readonly FleetPoint[]): string {
  return chartFigure({
    title: 'Jobs waiting over time',
    caption: 'Jobs in the queue, on average over each step and over all seeds.',
    svg: waitingTimeline(series),
    table: { id: 'queue', head: ['from', 'jobs waiting'], rows: series.map(({ from, queued }) => [timeText(from), level(queued)]) },
  });
}

/** A point of a chart needs no more digits than can be seen; it is its own exact value, which keeps long tables short. */
function level(value: number): string {
  return String(Number(value.toPrecision(4)));
}

const uses = [
  { metric: 'util.used', label: 'with a job', colour: colours.busy },
  { metric: 'util.idle', label: 'idle', colour: colours.idle },
  { metric: 'util.boot', label: 'requested or booting', colour: colours.booting },
  { metric: 'util.delete', label: 'being deleted', colour: colours.leaving },
  { metric: 'util.recycle', label: 'being recycled', colour: colours.leaving },
] as const;

function use({ metrics }: Result): string {
  const shares = uses.flatMap(({ metric, label, colour }): Share[] => {
    const share = metrics[metric]?.value ?? null;
    return share === null ? [] : [{ label, share, colour }];
  });
  if (shares.length === 0) return '<p>The fleet had no instance, so there is no use of it to show.</p>';
  return chartFigure({
    title: 'Where the time of the fleet goes',
    caption: 'Shares of all the time that instances existed, the slots of an instance counted in proportion.',
    svg: shareBars({ label: 'Use of the fleet', description: 'Bars: share of the fleet’s time in each state.' }, shares, 140),
    table: { id: 'use', head: ['state', 'share of time'], rows: shares.map(({ label, share }) => [label, { value: share, text: shareText(share) }]) },
  });
}

function busy({ metrics }: Result): string {
  const histogram = metrics['instances.busy']?.histogram ?? [];
  if (histogram.length === 0) return '';
  const rows = busyShares(histogram);
  return chartFigure({
    title: 'Busy slots, share of time',
    caption: 'How much of the time exactly so many slots had a job.',
    svg: busyHistogram(rows),
    table: {
      id: 'busy',
      head: ['slots busy', 'share of time'],
      rows: rows.map(({ from, to, share }) => [from === to ? String(from) : `${from} to ${to}`, { value: share, text: shareText(share) }]),
    },
  });
}
