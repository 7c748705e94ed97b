import { parse } from 'yaml';
import { spanOfLength, typicalMs, type FitDocument } from '../../sim/calibrate/span-document.ts';
import type { FitBounds } from '../../sim/calibrate/fit-span.ts';
import type { Lengths, Unknown } from '../../sim/calibrate/calibrate.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { valueText } from '../../sim/scenario/text/value-text.ts';
import type { Assignment } from '../sim-program.ts';

/** The spans of a scenario that can be fitted, by the name that the command line has for them. */
const paths = { boot: 'fleet.boot', pacing: 'gitlab.latency' } as const;
export type FittedName = keyof typeof paths;

/** How long a span may be of which the scenario says that it takes no time. */
const longestMs = 30_000;

/** A span that is to be fitted, as the scenario has it. */
export interface FittedSpanOf extends Unknown {
  readonly name: FittedName;
  /** Where the scenario has it. */
  readonly path: (typeof paths)[FittedName];
  readonly document: FitDocument;
}

/** The spans to fit; one that was recorded in a file has no length to change, and is left out. */
export function fittedSpans({ parameters }: Scenario, bounds: Readonly<Record<FittedName, FitBounds | 'none' | 'near'>>): FittedSpanOf[] {
  return (Object.keys(paths) as FittedName[]).flatMap((name) => {
    const within = bounds[name];
    const written = parameters.find(({ path }) => path === paths[name])?.value;
    if (within === 'none' || written === undefined) return [];
    const document = parse(written) as FitDocument;
    const presentMs = typicalMs(document);
    return presentMs === null ? [] : [{ name, path: paths[name], document, presentMs, bounds: within === 'near' ? near(presentMs) : within }];
  });
}

/** What a preset or a guess has is seldom off by more than ten times; of nothing at all it says nothing. */
function near(presentMs: number): FitBounds {
  return presentMs === 0 ? { lowMs: 0, highMs: longestMs } : { lowMs: Math.round(presentMs / 10), highMs: presentMs * 10 };
}

/** The settings that give those spans other lengths; a span that keeps its length stays as it is written. */
export function lengthSettings(spans: readonly FittedSpanOf[], lengths: Lengths): Assignment[] {
  return spans.flatMap(({ name, path, document, presentMs }) => {
    const length = lengths.get(name) ?? presentMs;
    return length === presentMs ? [] : [{ path, text: valueText(spanOfLength(document, length)) }];
  });
}
