import type { ConfigChange } from './config-changes.ts';
import type { ReloadEffect } from './keys/reload-effects.ts';

const effects: Readonly<Record<ReloadEffect, string>> = {
  now: 'at once',
  'next-job': 'for the next job',
  restart: 'needs a restart',
  none: 'without effect',
};

/** Changes of a configuration for the log, one line each: `runners[0].limit: 2 → 5 (at once)`. */
export function changesText(changes: readonly ConfigChange[]): string[] {
  return changes.map(({ path, before, after, effect }) => {
    const change = before === after ? 'changed, not shown' : `${before} → ${after}`;
    return `${path}: ${change} (${effects[effect]})`;
  });
}
