import fc from 'fast-check';
import type { JobConfig } from '../../../core/config.ts';
import type { JobPlan } from '../../../core/job/job-plan.ts';
import type { JobSpans } from '../../../core/job/job-spans.ts';
import { allStageNames, jobConfig, jobPlan, plannedStage } from './plans.ts';

/** A job with all that decides how it goes. */
export interface GeneratedJob {
  readonly plan: JobPlan;
  readonly config: JobConfig;
  readonly spans: JobSpans;
  readonly waited: number;
}

const few = (max: number): fc.Arbitrary<number> => fc.nat({ max });

/** 0, which means no limit, or a limit near what jobs take. */
const limit = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 90 }));

const config: fc.Arbitrary<JobConfig> = fc
  .record({
    prepareTimeout: limit,
    dialTimeout: fc.integer({ min: 10, max: 20 }),
    vmDialTimeout: fc.integer({ min: 10, max: 20 }),
    vmIsolation: fc.boolean(),
    vmImage: fc.constantFrom('macos-15', 'macos-15', ''),
  })
  .map((overrides) => jobConfig({ second: 1, ...overrides }));

const plan: fc.Arbitrary<JobPlan> = fc
  .record({
    image: fc.constantFrom(null, 'xcode-26'),
    imageAllowed: fc.integer({ min: 0, max: 9 }).map((draw) => draw > 0),
    configurationError: fc.integer({ min: 0, max: 19 }).map((draw) => (draw === 0 ? 'no such shell' : null)),
    timeout: fc.integer({ min: 60, max: 250 }),
    scriptTimeout: limit,
    afterScriptIgnoreErrors: fc.boolean(),
    names: fc.subarray(allStageNames),
    timeouts: fc.array(limit, { minLength: allStageNames.length, maxLength: allStageNames.length }),
    attempts: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ names, timeouts, attempts, ...overrides }) => {
    const stages = names.map(plannedStage).map(({ stage }, index) => {
      const repeated = stage.kind === 'sources' || stage.kind === 'input';
      return { stage, attempts: repeated ? attempts : 1, timeout: stage.kind === 'script' ? 0 : (timeouts[index] as number) };
    });
    return jobPlan({ ...overrides, stages });
  });

/** Jobs whose steps take so few ticks, and whose time-outs are so near, that both outcomes and ties are common. A second is one tick. */
export const generatedJob: fc.Arbitrary<GeneratedJob> = fc.record({ plan, config }).chain((job) =>
  fc.record({
    plan: fc.constant(job.plan),
    config: fc.constant(job.config),
    spans: fc.record({
      dial: few(12),
      createVm: few(20),
      dialVm: few(12),
      stages: fc.array(few(40), { minLength: job.plan.stages.length, maxLength: job.plan.stages.length }),
      failingStage: fc.oneof(fc.constant(-1), fc.integer({ min: -1, max: job.plan.stages.length - 1 })),
      exitCode: fc.integer({ min: 1, max: 255 }),
      deleteVm: few(61),
      close: few(11),
    }),
    waited: few(40),
  }),
);
