import type { Result } from '../../sim/measure/result.ts';
import { setWords } from '../set-words.ts';
import { shellWord } from '../../adapters/shell/shell-word.ts';

/** The command that gives this result again; the scenario stands by its name, as a result holds no path. */
export function reproduceCommand({ scenario, seed, replications, facts, metrics }: Result): string {
  const settings = facts.set.map(({ path, value }) => ({ path, text: typeof value === 'string' ? value : JSON.stringify(value) }));
  return [
    'sim run',
    shellWord(`${scenario.name}.yaml`),
    `--seed ${seed}`,
    `--replications ${replications}`,
    ...setWords(settings),
    ...(metrics['clairvoyant.hours'] === undefined ? [] : ['--baselines']),
  ].join(' ');
}
