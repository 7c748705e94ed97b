import { backTestLabel } from '../../sim/text/back-test-text.ts';
import type { ReadyScenario } from '../load-scenario.ts';
import { isExamplePrice } from '../report/caveats.ts';

/** What of a recommendation needs a word of warning. */
export interface CaveatFacts {
  /** Whether two seeds differ at all. */
  readonly hasChance: boolean;
  /** Whether an option puts more jobs on an instance than today. */
  readonly sharesMore: boolean;
  /** Name of the runner whose keys were searched. */
  readonly tuned: string;
}

/** What a reader must know before he believes the figures of a recommendation: where the jobs, the fleet and the price are from, and whether anybody has compared. */
export function caveatsOf({ plan: { scenario, manager }, inputs: { facts } }: ReadyScenario, { hasChance, sharesMore, tuned }: CaveatFacts): string[] {
  const isTrace = scenario.streams.some(({ type }) => type === 'trace');
  const isDrawn = scenario.streams.some(({ type }) => type !== 'trace');
  const label = backTestLabel(facts);
  const caveats = [label === 'not back-tested' ? `${label}: nobody has compared this model with the waits that people saw (sim calibrate)` : label];
  if (isDrawn)
    caveats.push(
      `synthetic history: ${isTrace ? 'some of ' : ''}the jobs are drawn from the scenario’s description, not recorded (sim import makes a trace of your own)`,
    );
  if (!hasChance) caveats.push('nothing in this scenario is left to chance: one run, no intervals, and no proof that another month would be alike');
  if (facts.price === null) caveats.push('no price: configurations are compared by the hours that are billed (fleet.price)');
  else if (isExamplePrice(facts)) caveats.push('the price is no quote: put your own into fleet.price');
  if (facts.assumptions.length > 0)
    caveats.push(`${facts.assumptions.length} parameters of the fleet are assumed, not measured (sim explain preset ${scenario.fleet.preset})`);
  if (sharesMore && scenario.fleet.contentionPerExtraJob === 0)
    caveats.push('more jobs on an instance cost each other nothing here: measure it, and put it into fleet.contention');
  const others = manager.runners.map(({ name }) => name).filter((name) => name !== tuned);
  if (others.length > 0)
    caveats.push(`only the runner ${tuned} is searched; the others take jobs too and stay as they are (--runner ${others.join(', --runner ')})`);
  return caveats;
}
