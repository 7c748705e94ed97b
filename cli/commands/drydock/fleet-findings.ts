import type { GitlabRunnerConfig } from '../../../adapters/config/gitlab-runner-config.ts';
import type { ServedRunner } from '../../../adapters/config/to-manager-config.ts';
import { openFleet } from '../../../adapters/fleets/open-fleet.ts';
import type { Finding } from '../../../core/finding.ts';

/** What there is to say of runners' fleets before any is opened, each at its place in the file: plugins that are not built in, tables that are wrong, keys that cannot be read. */
export async function fleetFindings({ source }: GitlabRunnerConfig, served: readonly ServedRunner[]): Promise<Finding[]> {
  const fleets = await Promise.all(served.map(({ autoscaler, index }) => openFleet(autoscaler, ['runners', index, 'autoscaler'])));
  return fleets.flatMap(({ problems }) => problems.map((problem) => source.finding(problem)));
}
