import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldJob, type FoldedJob } from '../../../core/job/fold.ts';
import type { JobEvent } from '../../../core/job/job-event.ts';
import { replayJob } from '../../../core/job/replay.ts';
import { generatedJob, type GeneratedJob } from './arbitraries.ts';
import { JobWorld } from './job-world.ts';
import { jobConfig, jobPlan } from './plans.ts';

const startedAt = 1000;

const startOf = (job: GeneratedJob) => ({ at: startedAt, receivedAt: startedAt - job.waited, instance: 'i-1', slot: 1 });

const fold = ({ plan, config, spans, waited }: GeneratedJob): FoldedJob | null => foldJob(plan, config, spans, waited, { firstStage: 0, end: 0, exitCode: 0 });

function unfolded(job: GeneratedJob): JobWorld {
  const world = new JobWorld(job.plan, job.config, job.spans);
  world.step({ kind: 'started', ...startOf(job) });
  return world;
}

/** Whether the machine met nothing that a folded job may not meet. */
function undisturbed({ outcome, wakes }: JobWorld, { plan, spans }: GeneratedJob): boolean {
  if (wakes > 0) return false;
  if (spans.failingStage === -1) return outcome?.state === 'success';
  return outcome?.exitCode === spans.exitCode && plan.stages[spans.failingStage]?.stage.kind === 'script';
}

test('a job is folded exactly when nothing would disturb it, and starts, ends and fails as its machine does', () => {
  let foldedCount = 0;
  fc.assert(
    fc.property(generatedJob, (job) => {
      const world = unfolded(job);
      world.run(Infinity);
      const folded = fold(job);
      expect(folded !== null).toBe(undisturbed(world, job));
      if (folded === null) return;
      foldedCount++;
      expect(world.now - startedAt).toBe(folded.end);
      expect(world.outcome?.exitCode ?? 0).toBe(folded.exitCode);
      if (world.firstStageAt !== null) expect(world.firstStageAt - startedAt).toBe(folded.firstStage);
    }),
    { numRuns: 3000 },
  );
  expect(foldedCount).toBeGreaterThan(300);
});

const disturbance = fc.constantFrom<((at: number) => JobEvent)[]>(
  (at) => ({ kind: 'stop', at, cause: 'instance-vanished' }),
  (at) => ({ kind: 'stop', at, cause: 'interrupted' }),
  (at) => ({ kind: 'canceled', at, form: 'hard' }),
  (at) => ({ kind: 'canceled', at, form: 'graceful' }),
);

test('a folded job that is stopped at any instant goes on as if it had never been folded', () => {
  fc.assert(
    fc.property(generatedJob, disturbance, fc.double({ min: 0, max: 1, noNaN: true }), (job, disturb, share) => {
      const folded = fold(job);
      fc.pre(folded !== null);
      const until = startedAt + Math.floor(share * folded.end);
      const never = unfolded(job);
      never.run(until);
      const again = new JobWorld(job.plan, job.config, job.spans, replayJob(job.plan, job.config, job.spans, startOf(job), until));
      expect(again.machine.save()).toEqual(never.machine.save());
      never.log.length = 0;
      for (const world of [never, again]) {
        if (!world.machine.ended) world.step(disturb(until));
        world.run(Infinity);
      }
      expect(again.log).toEqual(never.log);
    }),
    { numRuns: 2000 },
  );
});

test('folding fills in the record that it is given', () => {
  const record = { firstStage: -1, end: -1, exitCode: -1 };
  const spans = { dial: 1000, createVm: 9, dialVm: 9, stages: [10, 20, 300, 40], failingStage: -1, exitCode: 0, deleteVm: 9, close: 5 };
  expect(foldJob(jobPlan(), jobConfig(), spans, 0, record)).toBe(record);
  expect(record).toEqual({ firstStage: 1000, end: 1375, exitCode: 0 });
});
