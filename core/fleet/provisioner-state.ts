import type { Ticks } from '../time.ts';
import type { CallLane } from './call-lane.ts';
import type { FleetCallsState } from './fleet-calls.ts';
import type { ResumptionsState } from './resumptions.ts';

/** How far a provisioner is in its life. */
export type ProvisionerPhase = 'new' | 'starting' | 'looping' | 'ended';

/** A provisioner as plain JSON, save for its owner's part of the instances; null stands for the instant of what never happens. */
export interface ProvisionerState {
  readonly phase: ProvisionerPhase;
  readonly failedStarts: number;
  readonly waiting: boolean;
  readonly turnStartedAt: Ticks;
  readonly waitSince: Ticks;
  readonly turnAt: Ticks | null;
  readonly closing: boolean;
  readonly removalRounds: number;
  readonly roundAt: Ticks | null;
  readonly loop: Readonly<CallLane>;
  readonly shutdown: Readonly<CallLane>;
  readonly calls: FleetCallsState;
  readonly resumptions: ResumptionsState;
}
