import type { Result } from '../../sim/measure/result.ts';

/** The command that gives this result again; the scenario stands by its name, as a result holds no path. */
export function reproduceCommand({ scenario, seed, replications, facts, metrics }: Result): string {
  const settings = facts.set.map(({ path, value }) => `--set ${quoted(`${path}=${typeof value === 'string' ? value : JSON.stringify(value)}`)}`);
  return [
    'sim run',
    quoted(`${scenario.name}.yaml`),
    `--seed ${seed}`,
    `--replications ${replications}`,
    ...settings,
    ...(metrics['clairvoyant.hours'] === undefined ? [] : ['--baselines']),
  ].join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
