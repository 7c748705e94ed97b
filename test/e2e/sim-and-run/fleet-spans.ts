import type { RecordedRun } from './recorded-run.ts';

/** How long what a fleet was asked for took in a recorded run: one number an instance or a call, in milliseconds. */
export interface FleetSpans {
  /** From the accepted request of an instance until the fleet says that it runs. */
  readonly running: readonly number[];
  /** From there until the ready command has ended: until the instance answers, the dial, and the command. */
  readonly prepare: readonly number[];
  /** From a job's slot to its first stage: the dial, or the way over a connection that is open. */
  readonly connect: readonly number[];
  /** From the request of a removal until the fleet has done it. */
  readonly delete: readonly number[];
  readonly list: readonly number[];
}

/**
 * Reads the spans of a fleet from the questions and answers of a journal. When an instance came to run is known to be between two listings: the middle is taken,
 * so that no wait for a listing is part of a boot.
 */
export function fleetSpans({ steps, jobs }: RecordedRun): FleetSpans {
  const spans = { running: [] as number[], prepare: [] as number[], delete: [] as number[], list: [] as number[] };
  const askedAt = new Map<number, number>();
  const requested: number[] = [];
  let listedAt = 0;
  for (const { at, event, effects } of steps) {
    switch (event.kind) {
      case 'fleet-increased':
        for (let count = 0; count < event.succeeded; count++) requested.push(at);
        break;
      case 'fleet-listed':
        for (const { state } of event.changes) if (state === 'running') spans.running.push((listedAt + at) / 2 - requested.shift()!);
        spans.list.push(at - askedAt.get(event.op)!);
        listedAt = at;
        break;
      case 'instance-prepared':
        spans.prepare.push(at - askedAt.get(event.op)!);
        break;
      case 'fleet-decreased':
        spans.delete.push(at - askedAt.get(event.op)!);
        break;
      default:
    }
    for (const effect of effects) if ('op' in effect) askedAt.set(effect.op, at);
  }
  return { ...spans, connect: jobs.map(({ receivedAt, startedAt }) => Math.max(0, startedAt - receivedAt)) };
}
