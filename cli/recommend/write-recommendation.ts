import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { choiceNames } from '../../sim/recommend/recommend.ts';
import type { Recommendation } from '../../sim/recommend/recommendation.ts';
import { UsageError } from '../usage-error.ts';
import type { ConfigToPatch } from './config-to-patch.ts';

/** A patched file has whatever secrets the user's own has. */
const ownOnly = 0o600;

/** Makes the folder of `-o`, before any work is done for it. @throws UsageError where it cannot be. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new UsageError(`cannot make the folder ${folder}: ${(error as Error).message}`);
  }
}

/** Writes each option under all of its names as a patch and as a whole file, and all of it as JSON. What an earlier search has left there of other names is removed. */
export function writeRecommendation(folder: string, recommendation: Recommendation, config: ConfigToPatch): void {
  try {
    for (const name of choiceNames) {
      const [patchFile, wholeFile] = [join(folder, `${name}.patch`), join(folder, `${name}.toml`)];
      const option = recommendation.options.find((each) => each.name === name || each.also.includes(name));
      for (const file of [patchFile, wholeFile]) rmSync(file, { force: true });
      if (option === undefined) continue;
      writeFileSync(patchFile, option.patch);
      writeFileSync(wholeFile, config.patched(option.changes), { mode: ownOnly });
    }
    writeFileSync(join(folder, 'recommendation.json'), `${JSON.stringify(recommendation, null, 2)}\n`);
  } catch (error) {
    throw new UsageError(`cannot write into ${folder}: ${(error as Error).message}`);
  }
}
