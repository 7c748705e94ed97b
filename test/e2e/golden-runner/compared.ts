import { canonicalCalls } from './canonical-calls.ts';
import { canonicalLog, playedPlaces, recordedPlaces } from './canonical-log.ts';
import type { Deviation } from './deviations.ts';
import { disguise, type Disguise } from './disguise.ts';
import type { RecordedRun } from './recorded-run.ts';
import type { PlayedRun } from './stage.ts';

/** What two runs of one job have in common if they are alike. */
export interface CanonicalRun {
  readonly calls: readonly string[];
  /** null where the record has no log. */
  readonly log: readonly string[] | null;
}

/** Something ends their scripts in the middle. */
const cutJobs = ['20-', '21-', '60-', '62-', '90-', '95-', 's3-', 's4-', 's7-'];

/** A record and a run of now. */
export interface Comparison {
  readonly recorded: RecordedRun;
  readonly played: PlayedRun;
  readonly costume: Disguise;
}

/**
 * The record and a run of now, in forms that are equal unless Drydock does something else than it should.
 *
 * @param allowed - deviations that the run may show.
 */
export function compared(
  { recorded, played, costume }: Comparison,
  allowed: readonly Deviation[],
): { readonly expected: CanonicalRun; readonly actual: CanonicalRun } {
  const { name } = recorded;
  const words = costume.replacements(name);
  const calls = JSON.parse(disguise(JSON.stringify(recorded.calls), words)) as RecordedRun['calls'];
  const form = { isCut: cutJobs.some((start) => name.startsWith(start)) };
  const real = recorded.log === null ? null : canonicalLog(disguise(disguise(recorded.log, recordedPlaces), words), form);
  const own = recorded.log === null ? null : canonicalLog(disguise(played.log, [...played.places, ...playedPlaces]), form);
  const change = (lines: readonly string[], side: 'inRecord' | 'inPlay'): readonly string[] => without(allowed, side, lines);
  return {
    expected: { calls: change(canonicalCalls(calls), 'inRecord'), log: real === null ? null : change(real, 'inRecord') },
    actual: { calls: change(canonicalCalls(played.calls), 'inPlay'), log: own === null ? null : change(own, 'inPlay') },
  };
}

function without(found: readonly Deviation[], side: 'inRecord' | 'inPlay', lines: readonly string[]): readonly string[] {
  return found.reduce((rest, deviation) => deviation[side]?.(rest) ?? rest, lines);
}
