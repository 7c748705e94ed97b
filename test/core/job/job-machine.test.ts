import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvariantError } from '../../../core/assert.ts';
import type { Fault } from '../../../core/fault.ts';
import type { JobEffect } from '../../../core/job/job-effect.ts';
import type { JobEvent } from '../../../core/job/job-event.ts';
import { JobMachine } from '../../../core/job/job-machine.ts';
import type { JobOutcome } from '../../../core/job/outcome.ts';
import { generatedJob } from './arbitraries.ts';
import { jobConfig, jobPlan } from './plans.ts';

const started: JobEvent = { kind: 'started', at: 0, receivedAt: 0, instance: 'i-1', slot: 0 };

test('a job machine starts once, and first of all', () => {
  const machine = new JobMachine(jobPlan(), jobConfig());
  expect(() => {
    machine.step({ kind: 'wake', at: 0 }, []);
  }).toThrow(InvariantError);
  machine.step(started, []);
  expect(() => {
    machine.step(started, []);
  }).toThrow(InvariantError);
});

test('a machine has no time of its own before it starts and once it has ended', () => {
  const machine = new JobMachine(jobPlan({ configurationError: 'no such shell' }), jobConfig());
  expect(machine.wakeAt).toBe(Infinity);
  machine.step(started, []);
  expect(machine.ended).toBe(true);
  expect(machine.wakeAt).toBe(Infinity);
});

test('a wake that comes too early is set again', () => {
  const machine = new JobMachine(jobPlan(), jobConfig());
  machine.step(started, []);
  const effects: JobEffect[] = [];
  machine.step({ kind: 'wake', at: 5 }, effects);
  expect(effects).toEqual([{ kind: 'wake', at: 600_000 }]);
});

/** What a hostile world does next: an answer (perhaps faulty, stale or missing), a new instance, a stop, or only the passing of time. */
const happening = fc.record({
  act: fc.constantFrom('answer', 'answer', 'answer', 'fault', 'stale', 'rebound', 'silence', 'silence', 'graceful', 'hard', 'vanished', 'interrupted'),
  after: fc.nat({ max: 9 }),
  exitCode: fc.constantFrom(0, 0, 0, 1, null),
});

type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** Plays against a machine that is saved as JSON and restored before every step. */
class HostileWorld {
  readonly effects: JobEffect[] = [];
  readonly outcomes: JobOutcome[] = [];
  #machine: JobMachine;
  #asked: Extract<JobEffect, { op: number }> | null = null;
  #at = 0;
  readonly #restore: (saved: JobMachine) => JobMachine;

  constructor(machine: JobMachine, restore: (saved: JobMachine) => JobMachine) {
    this.#machine = machine;
    this.#restore = restore;
    this.#step(started);
  }

  get ended(): boolean {
    return this.#machine.ended;
  }

  play({ act, after, exitCode }: Happening): void {
    const due = this.#machine.wakeAt;
    const at = Math.min(this.#at + after, due);
    const fault: Fault | null = act === 'fault' ? { code: 'unreachable', detail: 'connection lost' } : null;
    if (act === 'silence') this.#step({ kind: 'wake', at: due });
    else if (act === 'graceful' || act === 'hard') this.#step({ kind: 'canceled', at, form: act });
    else if (act === 'vanished') this.#step({ kind: 'stop', at, cause: 'instance-vanished' });
    else if (act === 'interrupted') this.#step({ kind: 'stop', at, cause: act });
    else if (act === 'rebound') this.#step({ kind: 'rebound', at, instance: 'i-2', slot: 1 });
    else if (this.#asked !== null) this.#step(answerOf(this.#asked, at, act === 'stale' ? this.#asked.op - 1 : this.#asked.op, exitCode, fault));
  }

  #step(event: JobEvent): void {
    const effects: JobEffect[] = [];
    this.#at = event.at;
    this.#machine = this.#restore(this.#machine);
    this.#machine.step(event, effects);
    for (const effect of effects) {
      if ('deadline' in effect) {
        this.#asked = effect;
        expect(effect.deadline).toBeGreaterThanOrEqual(event.at);
        expect(effect.deadline).toBe(this.#machine.wakeAt);
      }
      if (effect.kind === 'ended') this.outcomes.push(effect.outcome);
    }
    this.effects.push(...effects);
  }
}

function answerOf(asked: Extract<JobEffect, { op: number }>, at: number, op: number, exitCode: number | null, fault: Fault | null): JobEvent {
  switch (asked.kind) {
    case 'dial':
      return { kind: 'dialed', at, op, fault };
    case 'create-vm':
      return { kind: 'vm-created', at, op, vm: `nesting-${String(asked.op)}`, stomped: null, fault };
    case 'dial-vm':
      return { kind: 'vm-dialed', at, op, fault };
    case 'run-stage':
    case 'kill-stage':
      return { kind: 'stage-ended', at, op, exitCode, fault };
    case 'delete-vm':
      return { kind: 'vm-deleted', at, op, fault };
    case 'close':
      return { kind: 'closed', at, op };
  }
}

const hostileRun = fc.record({ job: generatedJob, happenings: fc.array(happening, { maxLength: 40 }) });

type HostileRun = typeof hostileRun extends fc.Arbitrary<infer T> ? T : never;

function play({ job: { plan, config }, happenings }: HostileRun, restore: (machine: JobMachine) => JobMachine): HostileWorld {
  const world = new HostileWorld(new JobMachine(plan, config), restore);
  for (const next of happenings) if (!world.ended) world.play(next);
  for (let step = 0; step < 200 && !world.ended; step++) world.play({ act: 'silence', after: 0, exitCode: null });
  return world;
}

const same = (machine: JobMachine): JobMachine => machine;

test('whatever happens, and where nothing answers any more, a job ends, once', () => {
  fc.assert(
    fc.property(hostileRun, (run) => {
      expect(play(run, same).outcomes).toHaveLength(1);
    }),
    { numRuns: 3000 },
  );
});

test('every VM that was created is deleted, unless its instance vanished', () => {
  fc.assert(
    fc.property(hostileRun, (run) => {
      fc.pre(!run.happenings.some(({ act }) => act === 'vanished'));
      const { effects } = play(run, same);
      const created = effects.filter(({ kind }) => kind === 'dial-vm').length;
      expect(effects.filter(({ kind }) => kind === 'delete-vm')).toHaveLength(created);
    }),
    { numRuns: 2000 },
  );
});

test('a job fails with a reason and succeeds without, and only a failed command of its own has an exit code', () => {
  fc.assert(
    fc.property(hostileRun, (run) => {
      const [outcome] = play(run, same).outcomes;
      expect(outcome?.reason === null).toBe(outcome?.state === 'success');
      expect(outcome?.exitCode !== null).toBe(outcome?.reason === 'script_failure');
    }),
    { numRuns: 2000 },
  );
});

test('a preparation is tried three times at most, and no stage follows a connection that was closed', () => {
  fc.assert(
    fc.property(hostileRun, (run) => {
      const { effects } = play(run, same);
      expect(effects.filter(({ kind }) => kind === 'dial').length).toBeLessThanOrEqual(3);
      const lastDial = effects.findLastIndex(({ kind }) => kind === 'dial');
      const firstStage = effects.findIndex(({ kind }) => kind === 'run-stage');
      if (firstStage !== -1) expect(firstStage).toBeGreaterThan(lastDial);
      const lastStage = effects.findLastIndex(({ kind }) => kind === 'run-stage');
      const lastClose = effects.findLastIndex(({ kind }) => kind === 'close');
      if (lastStage !== -1) expect(lastClose).toBeGreaterThan(lastStage);
    }),
    { numRuns: 2000 },
  );
});

test('a machine that is saved as JSON and restored before every step does the same', () => {
  fc.assert(
    fc.property(hostileRun, (run) => {
      const { plan, config } = run.job;
      const restored = play(run, (machine) => JobMachine.restore(plan, config, JSON.parse(JSON.stringify(machine.save())) as ReturnType<JobMachine['save']>));
      expect(restored.effects).toEqual(play(run, same).effects);
    }),
    { numRuns: 1000 },
  );
});
