import { dot, line, ruleX, ruleY, text, type Text } from '@observablehq/plot';
import type { Recommendation, TriedPoint } from '../../../sim/recommend/recommendation.ts';
import { durationText, figureText } from '../../../sim/text/figure-text.ts';
import { optionName } from '../../../sim/text/recommendation-words.ts';
import { colours, draw } from './draw.ts';
import { spanTicks } from './span-ticks.ts';

/** A configuration between cost and waiting. */
export interface ChartPoint {
  readonly cost: number;
  /** Seconds. */
  readonly wait: number;
}

/** A configuration that has a name. */
export interface NamedPoint extends ChartPoint {
  readonly name: string;
}

/** What the chart of a recommendation shows. */
export interface OptionPoints {
  /** Today's configuration, and each option. */
  readonly named: readonly NamedPoint[];
  /** Of all that was tried more than once, what no other one beats in both; by cost. */
  readonly front: readonly ChartPoint[];
  /** The others, as far as they are in sight. */
  readonly others: readonly TriedPoint[];
  /** How many lie beyond the chart. */
  readonly beyond: number;
}

/** How far beyond what has a name the chart reaches. */
const margin = 1.25;

/** Sorts what a search has tried into the front, the rest, and what is too dear or too slow to be looked at. */
export function optionPoints({ options, tried, today, cost, wait }: Recommendation): OptionPoints {
  const point = (name: string, { metrics }: Recommendation['today']['figures']): NamedPoint[] => {
    const [paid, waited] = [metrics[cost]?.value ?? null, metrics[wait]?.value ?? null];
    return paid === null || waited === null ? [] : [{ name, cost: paid, wait: waited }];
  };
  const named = [...point('today', today.figures), ...options.flatMap((option) => point(optionName(option), option.promised))];
  const [mostCost, mostWait] = [Math.max(0, ...named.map((each) => each.cost)) * margin, Math.max(1, ...named.map((each) => each.wait)) * margin];
  const seen = tried.filter((each) => each.cost <= mostCost && each.wait <= mostWait);
  // One run may be lucky: what a line is drawn through has had more, where seeds differ at all.
  const known = Math.min(2, Math.max(...tried.map(({ n }) => n)));
  const front = frontOf(seen.filter(({ n }) => n >= known));
  return { named, front, others: seen.filter((each) => !front.includes(each)), beyond: tried.length - seen.length };
}

function frontOf(points: readonly ChartPoint[]): ChartPoint[] {
  const sorted = [...points].sort((a, b) => a.cost - b.cost || a.wait - b.wait);
  let least = Number.POSITIVE_INFINITY;
  return sorted.filter(({ wait }) => {
    if (wait >= least) return false;
    least = wait;
    return true;
  });
}

/** How near points are whose names would lie upon each other, as shares of the chart. */
const crowded = { cost: 0.15, wait: 0.07 };

function crowdedBy(point: NamedPoint, earlier: readonly NamedPoint[], most: ChartPoint): number {
  return earlier.filter(({ cost, wait }) => Math.abs(cost - point.cost) < crowded.cost * most.cost && Math.abs(wait - point.wait) < crowded.wait * most.wait)
    .length;
}

/** The name of a point beside it, further up for each other name that is in the way. */
function nameOf(point: NamedPoint, axes: { readonly x: string; readonly y: string }, inTheWay: number): Text {
  return text([point], {
    ...axes,
    text: 'name',
    textAnchor: 'start',
    dx: 10,
    dy: -8 - 14 * inTheWay,
    fontWeight: 600,
    fill: 'currentColor',
    stroke: 'var(--page)',
    strokeWidth: 4,
  });
}

/** The configurations that were tried, between cost and waiting, with the front, today's and the options by name. */
export function optionsChart({ named, front, others }: OptionPoints, { cost, wait, currency }: Pick<Recommendation, 'cost' | 'wait' | 'currency'>): string {
  const unit = cost.startsWith('cost.') ? (currency ?? 'count') : 'count';
  const own = named.filter(({ name }) => name === 'today');
  const most = Math.max(1, ...[...named, ...front, ...others].map((point) => point.wait));
  const mostCost = Math.max(0, ...named.map((point) => point.cost));
  const axes = { x: 'cost', y: 'wait' } as const;
  return draw(
    {
      label: 'Cost against waiting',
      description: 'A dot for each configuration that was tried: further left is cheaper, further down waits less. A line joins those that no other one beats.',
    },
    {
      height: 320,
      marginLeft: 60,
      marginRight: 90,
      x: { label: cost, tickFormat: (amount: number) => figureText(amount, unit), ticks: 6, grid: true, zero: true },
      y: { label: wait, tickFormat: durationText, ticks: spanTicks(most, 6), grid: true, zero: true },
      marks: [
        ruleX([0]),
        ruleY([0]),
        dot(others, { ...axes, r: 2, fill: colours.leaving, fillOpacity: 0.6 }),
        line(front, { ...axes, curve: 'step-after', stroke: colours.busy, strokeOpacity: 0.7 }),
        dot(front, { ...axes, r: 2.5, fill: colours.busy }),
        dot(named, { ...axes, r: 6, fill: colours.busy }),
        dot(own, { ...axes, r: 6, fill: colours.waiting }),
        ...named.map((point, index) => nameOf(point, axes, crowdedBy(point, named.slice(0, index), { cost: mostCost, wait: most }))),
      ],
    },
  );
}
