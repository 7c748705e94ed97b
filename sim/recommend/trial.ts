import type { Replication } from '../measure/replication.ts';
import type { Candidate } from './candidate.ts';

/**
 * Which seeds a run is on: those of the search, those of the proof that decides among the finalists, those that nothing was chosen by, and the recorded history as it
 * was, where there is one.
 */
export const seedSets = ['search', 'proof', 'unseen', 'history'] as const;
export type SeedSet = (typeof seedSets)[number];

/** What is different from the scenario: how a risk or growth is tried. */
export interface Variant {
  /** Factor on the load. */
  readonly load: number;
  /** Factor on the times that instances take to boot. */
  readonly boot: number;
  /** What befalls the fleet in its busiest hour; null for nothing. */
  readonly blow: 'spot-wave' | 'zone-lost' | null;
}

/** The scenario as it is. */
export const asIs: Variant = { load: 1, boot: 1, blow: null };

/** A configuration in a variant of the scenario, on a set of seeds. */
export interface Arm {
  readonly candidate: Candidate;
  readonly set: SeedSet;
  readonly variant: Variant;
}

/** One replication of an arm. */
export interface Trial extends Arm {
  /** From 0, within the set. */
  readonly index: number;
}

/** What came of a trial: its statistics, or null for a configuration that the checks refuse. */
export type TrialAnswer = Replication | null;

/** Work that asks for trials batch by batch and goes on with their answers, in the same order. The batches depend on nothing but the answers. */
export type Trials<Outcome> = Generator<readonly Trial[], Outcome, readonly TrialAnswer[]>;
