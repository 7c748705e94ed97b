import { join } from 'node:path';
import type { Recommendation } from '../../sim/recommend/recommendation.ts';
import type { RecommendOptions } from '../recommend-program.ts';
import { setWords } from '../set-words.ts';
import { shellWord } from '../../adapters/shell/shell-word.ts';
import type { ConfigToPatch } from './config-to-patch.ts';

/** What a user does next with a recommendation: write it, lay it before others, apply it, see it again. */
export function nextCommands({ options: [first] }: Recommendation, config: ConfigToPatch, named: string, { output, set: given }: RecommendOptions): string[] {
  if (first === undefined || first.changes.length === 0) return [];
  const seen = `--seed ${first.seen.seeds[0]} --replications ${first.seen.seeds[1] - first.seen.seeds[0] + 1}`;
  if (output === undefined) {
    const set = setWords([...given, ...first.changes.map(({ path, value }) => ({ path, text: value }))]).join(' ');
    return [`see it: sim run ${shellWord(named)} ${seen} ${set}`, `keep it: sim recommend ${shellWord(named)} … -o recommended`];
  }
  const patch = join(output, `${first.name}.patch`);
  const folder = config.applyIn === null ? '' : ` --directory ${shellWord(config.applyIn)}`;
  // A report lays it beside a run of the file as it is, which may miss its objectives, and so comes before the patch.
  const today = ['sim run', shellWord(named), ...setWords(given), '-o today.json'].join(' ');
  const show = `sim report today.json --recommendation ${shellWord(join(output, 'recommendation.json'))} -f html -o capacity.html`;
  if (!config.isFile)
    return [`show it: ${today}; ${show}`, `the configuration is written inside the scenario: put ${join(output, `${first.name}.toml`)} in its place`];
  return [`show it: ${today}; ${show}`, `apply it: patch -p1${folder} < ${patch}`, ['then: sim run', shellWord(named), seen, ...setWords(given)].join(' ')];
}
