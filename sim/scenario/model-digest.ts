import { foldHashes } from '../measure/fold-hashes.ts';
import type { FleetModel } from './fleet-model.ts';
import type { GitlabModel } from './scenario.ts';

/** Sixteen hexadecimal digits over all that a scenario says of how fleet and GitLab behave; what an instance costs is no part of that. */
export function modelDigest(fleet: FleetModel, gitlab: GitlabModel): string {
  return foldHashes([JSON.stringify([{ ...fleet, price: null }, gitlab])]);
}
