import { join } from 'node:path';
import type { Recommendation } from '../../sim/recommend/recommendation.ts';
import type { RecommendOptions } from '../recommend-program.ts';
import { setWords } from '../set-words.ts';
import { shellWord } from '../shell-word.ts';
import type { ConfigToPatch } from './config-to-patch.ts';

/** What a user does next with a recommendation: write it, apply it, see it again. */
export function nextCommands({ options: [first] }: Recommendation, config: ConfigToPatch, named: string, { output, set: given }: RecommendOptions): string[] {
  if (first === undefined || first.changes.length === 0) return [];
  const seen = `--seed ${first.seen.seeds[0]} --replications ${first.seen.seeds[1] - first.seen.seeds[0] + 1}`;
  if (output === undefined) {
    const set = setWords([...given, ...first.changes.map(({ path, value }) => ({ path, text: value }))]).join(' ');
    return [`see it: sim run ${shellWord(named)} ${seen} ${set}`, `keep it: sim recommend ${shellWord(named)} … -o recommended`];
  }
  const patch = join(output, `${first.name}.patch`);
  const folder = config.applyIn === null ? '' : ` --directory ${shellWord(config.applyIn)}`;
  if (!config.isFile) return [`the configuration is written inside the scenario: put ${join(output, `${first.name}.toml`)} in its place`];
  return [`apply it: patch -p1${folder} < ${patch}`, ['then: sim run', shellWord(named), seen, ...setWords(given)].join(' ')];
}
