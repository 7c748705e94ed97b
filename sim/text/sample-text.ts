import type { Result, ResultFacts, Unsettled } from '../measure/result.ts';
import { settledShare } from '../measure/unsettled-figures.ts';
import { durationText, shareText } from './figure-text.ts';

/** Of what a result's figures are means, in words: seeds, or histories that were drawn from a recorded one. */
export function sampleText({ replications, facts }: Pick<Result, 'replications'> & { readonly facts: Pick<ResultFacts, 'bootstrap'> }): string {
  const seeds = replications === 1 ? 'one seed' : `${replications} seeds`;
  switch (facts.bootstrap ?? null) {
    case null:
      return seeds;
    case 'none':
      return replications === 1 ? 'the history as recorded' : `the history as recorded, with ${seeds} for what is not in it`;
    case 'days':
      return `${histories(replications)} of days drawn from the recorded one`;
    case 'pipelines':
      return `${histories(replications)} of pipelines drawn from the recorded one`;
  }
}

/** What of a run is measured: its warm-up and the drain after the last arrival are left out. */
export function windowText({ facts }: Pick<Result, 'facts'>): string {
  const drain = `the drain after ${durationText(facts.horizon)}`;
  return facts.warmup === 0 ? `without ${drain} (no warm-up is cut)` : `without the first ${durationText(facts.warmup)} and ${drain}`;
}

/** A headline figure whose interval is wide, and how many replications would mend that. */
export function unsettledText({ metric, half_width: half, replications }: Unsettled): string {
  const width = half === null ? 'has a mean of zero and an interval' : `± ${shareText(half)}`;
  const wanted = `± ${shareText(settledShare)}`;
  return replications === null
    ? `${metric} ${width}: more than 10,000 replications for ${wanted}`
    : `${metric} ${width}: needs ${replications} replications for ${wanted}`;
}

function histories(count: number): string {
  return count === 1 ? 'one history' : `${count} histories`;
}
