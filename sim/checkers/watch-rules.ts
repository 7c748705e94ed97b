import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { World } from '../world/world.ts';
import type { Rule } from './rule.ts';
import { rules as allRules } from './rules.ts';

/** One run's watch over a set of rules: hand `stepped` to `WorldOptions.onStep` and call `ended` after the run. */
export interface RuleWatch {
  stepped(event: Event, effects: readonly Effect[], world: World): void;
  ended(world: World): void;
}

/** Watches one run; each method throws an `InvariantError` that names the rule where one is broken. @param rules all of them, if left out. */
export function watchRules(rules: readonly Rule[] = allRules): RuleWatch {
  const checkers = rules.map((rule) => rule.create());
  return {
    stepped: (event, effects, world) => {
      for (const checker of checkers) checker.stepped(event, effects, world);
    },
    ended: (world) => {
      for (const checker of checkers) checker.ended?.(world);
    },
  };
}
