import type { Result, ResultFacts } from '../../sim/measure/result.ts';
import type { Recommendation } from '../../sim/recommend/recommendation.ts';
import { backTestLabel, backTestText } from '../../sim/text/back-test-text.ts';
import { sampleText, unsettledText, windowText } from '../../sim/text/sample-text.ts';
import { countText, durationText, moneyText } from '../../sim/text/figure-text.ts';

/** Something that a reader must know before the figures. */
export interface Caveat {
  readonly label: string;
  readonly text: string;
}

/** Values with which a preset leaves something out of the model. */
const absent: ReadonlySet<string> = new Set(['0s', '0%', '0%/h', 'no limit']);

/** What can make the figures mean less than they seem to, the gravest first. @param recommendation what is reported beside the result; null for nothing. */
export function caveats(result: Result, recommendation: Recommendation | null = null): Caveat[] {
  return [
    ...(result.complete ? [] : [{ label: 'interrupted', text: 'The run was stopped; the figures are of the part that was finished.' }]),
    backTest(result.facts),
    price(result.facts),
    ...assumed(result.facts),
    statistics(result),
    ...convergence(result),
    recommendation === null
      ? { label: 'one configuration', text: 'The figures are of the configuration as given; no other was tried.' }
      : { label: `${countText(recommendation.runs.all)} runs of other configurations`, text: searched(recommendation) },
  ];
}

function searched({ caveats: all, chance, verdict }: Recommendation): string {
  const proven = chance ? 'What is recommended was proven on seeds that the search has not seen, and run again on others.' : '';
  const proof = verdict === 'none' ? 'None of those that were tried meets the objectives.' : proven;
  // What is said of the model and of the price stands above.
  const own = all.filter((text) => /^(?:synthetic|nothing|more jobs|only) /.test(text));
  return [proof, ...own.map((text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`)].join(' ').trim();
}

/** Whether the price is marked as made up, or comes without a source. */
export function isExamplePrice({ currency, price_source: source }: ResultFacts): boolean {
  return currency !== null && (source === null || /\bexample\b/i.test(source));
}

function backTest(facts: ResultFacts): Caveat {
  const label = backTestLabel(facts);
  const tested = facts.back_test ?? null;
  if (tested === null) return { label, text: 'The model has not been compared with waits that this fleet has really had.' };
  if (!tested.same_model)
    return { label, text: `The model was compared with ${tested.against} when its fleet had other parameters; of these nothing is known.` };
  return { label, text: `Compared ${backTestText(tested)}.` };
}

function price(facts: ResultFacts): Caveat {
  const { currency, price: amount, price_source: source, hosts } = facts;
  if (currency === null) return { label: 'no price', text: 'The scenario has no price, so this report has no money.' };
  const label = isExamplePrice(facts) ? 'EXAMPLE PRICE' : 'price';
  return { label, text: `${moneyText(amount ?? 0)} ${currency} for ${hosts ? 'a host' : 'an instance'} and hour. Source: ${source ?? 'none given'}` };
}

function assumed({ assumptions }: ResultFacts): Caveat[] {
  const modelled = assumptions.filter(({ value }) => !absent.has(value));
  const leftOut = assumptions.filter(({ value }) => absent.has(value));
  const text = [
    ...(modelled.length === 0 ? [] : [`No public source backs ${modelled.map(({ path, value }) => `${path} ${value}`).join(', ')}.`]),
    ...(leftOut.length === 0 ? [] : [`Not modelled: ${leftOut.map(({ path }) => path).join(', ')}.`]),
  ];
  return text.length === 0 ? [] : [{ label: `${countText(assumptions.length)} ASSUMPTION${assumptions.length === 1 ? '' : 'S'}`, text: text.join(' ') }];
}

function statistics(result: Result): Caveat {
  const { replications, seed, facts } = result;
  const how = facts.bootstrap == null ? '' : ` What was simulated is ${sampleText(result)}.`;
  const cut = ` Each run counts ${windowText(result)}.`;
  const text =
    replications === 1
      ? `${durationText(facts.horizon)} were simulated once (seed ${seed}): no figure has an interval.${how}${cut}`
      : `${durationText(facts.horizon)} were simulated ${replications} times (seeds ${seed} to ${seed + replications - 1}): figures are means, intervals hold the mean with 95 %.${how}${cut}`;
  return { label: replications === 1 ? 'one seed' : `${replications} seeds`, text };
}

/** Means that more replications could still move. */
function convergence({ unsettled = [] }: Result): Caveat[] {
  return unsettled.length === 0 ? [] : [{ label: 'MORE SEEDS NEEDED', text: `${unsettled.map(unsettledText).join('; ')}.` }];
}
