import { folderFiles } from '../../folder-files.ts';
import type { Io } from '../../io.ts';
import { readScenario } from '../../read-scenario.ts';
import type { Result } from '../../../sim/measure/result.ts';
import type { Recommendation } from '../../../sim/recommend/recommendation.ts';
import { htmlReport } from '../html.ts';
import { carryScenario } from './carry-scenario.ts';
import { findScenario } from './find-scenario.ts';
import { liveParts } from './live-parts.ts';

/** Larger pages are no use as a mail, nor as an artifact. @remarks Source: ux.md §0. */
const mostBytes = 1_000_000;

/** Where a result is from. */
export interface ResultPlace {
  /** Its file, `-` for standard input. */
  readonly file: string;
  /** The scenario’s file, where it was named. */
  readonly scenario: string | undefined;
}

/**
 * The capacity report with the simulator in it, or why it cannot have it: the scenario is not found, is not what it was, or is too large for a page.
 *
 * @throws UsageError when a scenario that was named cannot be read.
 */
export function livePage(
  result: Result,
  recommendation: Recommendation | null,
  place: ResultPlace,
  io: Pick<Io, 'readStdin'>,
): { readonly page: string } | { readonly fault: string } {
  const named = place.scenario ?? findScenario(result, place.file);
  if (named === null) return { fault: `the scenario ${result.scenario.name} was not found; sim report --scenario FILE names it` };
  const { folder, ...file } = readScenario(named, io);
  const carried = carryScenario(file, folderFiles(folder), result.facts.set);
  if ('fault' in carried) return carried;
  const { scenario, set, digests } = carried;
  const changed = (['scenario', 'config'] as const).filter((key) => digests[key] !== result[key].sha256);
  if (changed.length > 0)
    return { fault: `the ${changed.join(' and the ')} of the result ${changed.length === 1 ? 'was' : 'were'} another than what is there now` };
  const { seed, replications } = result;
  const live = liveParts({ kind: 'report', scenario, set, seed, replications, hash: result.complete ? result.hash : null });
  const page = htmlReport(result, { live, recommendation });
  const size = Buffer.byteLength(page);
  return size <= mostBytes ? { page } : { fault: `with the jobs of its trace it would have ${Math.ceil(size / 1000)} KB, more than ${mostBytes / 1000}` };
}
