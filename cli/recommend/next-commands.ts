import { join } from 'node:path';
import type { Recommendation } from '../../sim/recommend/recommendation.ts';
import type { RecommendOptions } from '../recommend-program.ts';
import type { ConfigToPatch } from './config-to-patch.ts';

/** What a user does next with a recommendation: write it, apply it, see it again. */
export function nextCommands({ options: [first] }: Recommendation, config: ConfigToPatch, named: string, { output, set: given }: RecommendOptions): string[] {
  if (first === undefined || first.changes.length === 0) return [];
  const seen = `--seed ${first.seen.seeds[0]} --replications ${first.seen.seeds[1] - first.seen.seeds[0] + 1}`;
  const asGiven = given.map(({ path, text }) => ` --set ${quoted(`${path}=${text}`)}`).join('');
  if (output === undefined) {
    const set = first.changes.map(({ path, value }) => ` --set ${quoted(`${path}=${value}`)}`).join('');
    return [`see it: sim run ${quoted(named)} ${seen}${asGiven}${set}`, `keep it: sim recommend ${quoted(named)} … -o recommended`];
  }
  const patch = join(output, `${first.name}.patch`);
  const folder = config.applyIn === null ? '' : ` --directory ${quoted(config.applyIn)}`;
  if (!config.isFile) return [`the configuration is written inside the scenario: put ${join(output, `${first.name}.toml`)} in its place`];
  return [`apply it: patch -p1${folder} < ${patch}`, `then: sim run ${quoted(named)} ${seen}${asGiven}`];
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
