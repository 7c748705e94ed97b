import { waitDistance } from './wait-distance.ts';
import { fitSpan, type FitBounds } from './fit-span.ts';

/** A span of the model that is not known. */
export interface Unknown {
  readonly name: string;
  readonly bounds: FitBounds;
  /** Its typical length as the scenario has it. */
  readonly presentMs: number;
}

/** What became of an unknown. */
export interface FittedUnknown extends Unknown {
  readonly valueMs: number;
  /** `fitted`: another value fits better. `kept`: none does, so that it stays. `hidden`: the waits do not show it. */
  readonly outcome: 'fitted' | 'kept' | 'hidden';
  /** The value lies at an end of its bounds: the best one may lie beyond. */
  readonly isAtBound: boolean;
}

/** Lengths of the unknowns in milliseconds, by name. */
export type Lengths = ReadonlyMap<string, number>;

/** Better by less than this, which is one per cent of a wait, is no better. */
const worthwhile = 0.01;
const mostRounds = 3;
/** So near its bounds, as a share, a value lies at them: it is told in round numbers. */
const nearBound = 0.01;

/**
 * Fits unknown spans to observed waits, one after the other and over again, until it gets no better. It depends on nothing but what `simulatedAt` answers.
 *
 * @param observed waits in milliseconds, the shortest first.
 * @param simulatedAt the waits that the model gives with these lengths, on the same seeds at every call.
 */
export function calibrate(unknowns: readonly Unknown[], observed: Float64Array, simulatedAt: (lengths: Lengths) => Float64Array): FittedUnknown[] {
  const lengths = new Map(unknowns.map(({ name, presentMs }) => [name, presentMs]));
  // Later rounds come by the same lengths again where nothing else has changed.
  const known = new Map<string, number>();
  const distanceAt = (tried: Lengths): number => {
    const key = unknowns.map(({ name }) => tried.get(name)).join();
    const found = known.get(key);
    if (found !== undefined) return found;
    const simulated = simulatedAt(tried);
    const distance = simulated.length === 0 ? Number.POSITIVE_INFINITY : waitDistance(observed, simulated);
    known.set(key, distance);
    return distance;
  };
  const ranges = new Map<string, number>();
  let distance = distanceAt(lengths);
  for (let round = 0; round < mostRounds; round++) {
    const before = distance;
    for (const { name, bounds } of unknowns) {
      const fit = fitSpan((valueMs) => distanceAt(new Map([...lengths, [name, valueMs]])), { bounds, worthwhile });
      ranges.set(name, Math.max(fit.range, ranges.get(name) ?? 0));
      if (fit.distance > distance - worthwhile) continue;
      lengths.set(name, fit.valueMs);
      distance = fit.distance;
    }
    if (unknowns.length < 2 || distance > before - worthwhile) break;
  }
  // What was fitted first may have stood in for what was fitted after it.
  for (const { name, presentMs } of unknowns) {
    const without = new Map([...lengths, [name, presentMs]]);
    if (distanceAt(without) < distance + worthwhile) lengths.set(name, presentMs);
    distance = distanceAt(lengths);
  }
  return unknowns.map((unknown) => {
    const valueMs = lengths.get(unknown.name) as number;
    const { lowMs, highMs } = unknown.bounds;
    const outcome = valueMs !== unknown.presentMs ? 'fitted' : (ranges.get(unknown.name) as number) < worthwhile ? 'hidden' : 'kept';
    return { ...unknown, valueMs, outcome, isAtBound: outcome === 'fitted' && (valueMs <= lowMs * (1 + nearBound) || valueMs >= highMs * (1 - nearBound)) };
  });
}
