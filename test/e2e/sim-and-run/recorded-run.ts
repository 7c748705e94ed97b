import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import { readJournal } from '../../../adapters/journal/read-journal.ts';
import type { Effect } from '../../../core/effect.ts';
import type { Event } from '../../../core/event.ts';
import { Manager } from '../../../core/manager/manager.ts';
import { ManagerProcess } from '../run/manager-process.ts';
import type { RunPlace } from './run-place.ts';
import type { WorkloadJob } from './workload.ts';

/** A job as it went; instants in milliseconds since the manager started. */
export interface RecordedJob {
  /** It came into GitLab's queue and left it. */
  readonly arrivedAt: number;
  readonly handedOutAt: number;
  /** The manager had it, and GitLab knew. */
  readonly receivedAt: number;
  /** Its first stage began, and it gave its slot back. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** An event that the core took and what it asked for. */
export interface RecordedStep {
  /** In milliseconds since the manager started. */
  readonly at: number;
  readonly event: Event;
  readonly effects: readonly Effect[];
}

/** What a manager did with a workload. */
export interface RecordedRun {
  readonly jobs: readonly RecordedJob[];
  readonly steps: readonly RecordedStep[];
  /** The folder of its journal. */
  readonly journal: string;
  /** When it was told to end, in milliseconds since it started. */
  readonly end: number;
}

/** Time for the first instance before the first job, and for those that nobody needs to go after the last. */
const leadMs = 4_000;
const trailMs = 5_000;
const patienceMs = 60_000;
const lookMs = 25;

/** Lets `drydock run` serve a workload, and reads from its journal, from GitLab's queue and from the jobs' logs how it went. */
export async function recordRun(place: RunPlace, workload: readonly WorkloadJob[]): Promise<RecordedRun> {
  const journal = join(place.folder, 'journal');
  const { arrivedAt, handedOutAt } = watchQueue(place);
  const manager = ManagerProcess.start(place.configFile, ['--journal', journal]);
  try {
    await until(manager, 'the manager is at work', () => manager.count(/asking for jobs/) > 0);
    const from = Date.now() + leadMs;
    for (const { atMs, sleepSeconds } of workload) {
      await pause(Math.max(0, from + atMs - Date.now()));
      place.add(sleepSeconds);
    }
    const { jobs } = place.gitlab;
    await until(manager, 'all jobs are over', () => jobs.every(({ isOver }) => isOver));
    await pause(trailMs);
    const stoppedAt = Date.now();
    manager.signal('SIGQUIT');
    await manager.ended;

    const { steps, zero } = await readSteps(journal, stoppedAt);
    const { received, ended } = jobInstants(steps);
    return {
      journal,
      steps,
      end: stoppedAt - zero,
      jobs: jobs.map(({ id, log }) => ({
        arrivedAt: arrivedAt.get(id)! - zero,
        handedOutAt: handedOutAt.get(id)! - zero,
        receivedAt: received.get(id)!,
        startedAt: firstStageAt(log.toString()) - zero,
        endedAt: ended.get(id)!,
      })),
    };
  } finally {
    await manager.kill();
  }
}

/** When each job came into GitLab's queue, and left it. */
function watchQueue({ gitlab }: RunPlace): Record<'arrivedAt' | 'handedOutAt', ReadonlyMap<number, number>> {
  const arrivedAt = new Map<number, number>();
  const handedOutAt = new Map<number, number>();
  gitlab.onChange(({ id, status }) => {
    const instants = status === 'pending' ? arrivedAt : handedOutAt;
    if (!instants.has(id)) instants.set(id, Date.now());
  });
  return { arrivedAt, handedOutAt };
}

/** The steps of a journal up to an instant, with the effects that the journal does not have: the core says them again. */
async function readSteps(journal: string, stoppedAt: number): Promise<{ steps: RecordedStep[]; zero: number }> {
  const steps: RecordedStep[] = [];
  let zero = Number.NaN;
  for await (const segment of readJournal(journal)) {
    const manager = new Manager(segment.head.config, segment.head.stored);
    for await (const { event } of segment.steps()) {
      if (event.at >= stoppedAt) break;
      const effects: Effect[] = [];
      manager.step(event, effects);
      if (event.kind === 'started') zero = event.at;
      steps.push({ at: event.at, event, effects });
    }
  }
  return { steps: steps.map((step) => ({ ...step, at: step.at - zero })), zero };
}

/** When the manager had each job, and when that had ended. */
function jobInstants(steps: readonly RecordedStep[]): Record<'received' | 'ended', ReadonlyMap<number, number>> {
  const received = new Map<number, number>();
  const ended = new Map<number, number>();
  const jobOf = new Map<number, number>();
  for (const { at, event } of steps) {
    if (event.kind === 'request-answered' && event.job !== null) {
      received.set(event.job.id, at);
      jobOf.set(event.op, event.job.id);
    } else if (event.kind === 'job-ended') ended.set(jobOf.get(event.key)!, at);
  }
  return { received, ended };
}

/** The instant that the runner stamped on the title of the first stage. */
function firstStageAt(log: string): number {
  const [, stamp = ''] = /^(\S+Z) 00O.*Preparing environment/m.exec(log) ?? [];
  return Date.parse(stamp);
}

async function until(manager: ManagerProcess, what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!holds()) {
    if (performance.now() > deadline || manager.hasEnded) throw new Error(`in vain: ${what}\n${manager.lines.join('\n')}`);
    await pause(lookMs);
  }
}
