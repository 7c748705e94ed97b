import { prepareScenario } from '../prepare-scenario.ts';
import { carriedFiles } from './carried-files.ts';
import type { CarriedScenario } from './page-contents.ts';

/** The texts of a scenario by whose digests a result names its inputs: the scenario, and its configuration. None where the scenario has errors. */
export function textsToDigest(scenario: CarriedScenario): readonly string[] {
  const texts: string[] = [];
  const files = carriedFiles(scenario, (text) => {
    texts.push(text);
    return '';
  });
  prepareScenario(scenario, files, []);
  return texts;
}
