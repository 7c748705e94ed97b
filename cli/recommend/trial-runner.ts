import { availableParallelism } from 'node:os';
import type { Piscina } from 'piscina';
import { varyScenario } from '../../sim/recommend/vary-scenario.ts';
import { asIs, type SeedSet, type Trial, type TrialAnswer, type Trials } from '../../sim/recommend/trial.ts';
import type { TraceRows } from '../../sim/workload/trace/trace-rows.ts';
import { compileForLongRun } from '../compile-for-long-run.ts';
import type { ReadyScenario } from '../load-scenario.ts';
import type { ReplicationAnswer } from '../replicate.ts';
import { withBaselines } from '../with-baselines.ts';
import { runTask, type SweepTask, type SweepWorkerData } from '../sweep/run-task.ts';

/** A broken rule of the core, with the trial that broke it. */
export interface BrokenTrial {
  readonly trial: Trial;
  readonly answer: Extract<ReplicationAnswer, { kind: 'broken' }>;
}

/** How trials are run. */
export interface TrialRunnerOptions {
  /** The scenario (for the set `history` the one that replays it as it was) with the configuration of a trial; null where the checks refuse it. */
  readonly scenarioOf: (trial: Trial) => ReadyScenario | null;
  readonly traces: readonly TraceRows[];
  /** Of the scenario. */
  readonly seed: number;
  /** Instant at which blows fall. */
  readonly blowAtMs: number;
  /** Threads; 0 for the main one; null for one a processor. */
  readonly workers: number | null;
  /** Its first number turns from 0 to 1 when the work is to stop. */
  readonly stop: Int32Array;
  readonly onRun: (steps: number) => void;
}

/** How far the seeds of a set are from those of the scenario. */
const seedOffsets: Readonly<Record<SeedSet, number>> = { search: 0, proof: 1000, unseen: 2000, history: 0 };

/** The seed of a trial. */
export function seedOf(seed: number, set: SeedSet, index: number): number {
  return seed + seedOffsets[set] + index;
}

/** Runs batches of trials on all threads, and hands back their answers in the order in which they were asked for. */
export class TrialRunner {
  readonly #options: TrialRunnerOptions;
  readonly #data: SweepWorkerData;
  #pool: Piscina<SweepTask, ReplicationAnswer> | null = null;
  broken: BrokenTrial | null = null;

  constructor(options: TrialRunnerOptions) {
    this.#options = options;
    this.#data = { traces: options.traces, stop: options.stop };
  }

  /** Does a work to its end. @returns null where it was stopped, or a rule of the core broke. */
  async finish<Outcome>(work: Trials<Outcome>): Promise<Outcome | null> {
    if (this.#options.workers !== 0) this.#pool ??= await this.#open();
    const putBack = compileForLongRun();
    try {
      let step = work.next();
      while (step.done !== true) {
        const answers = await this.#runAll(step.value);
        if (answers === null) return null;
        step = work.next(answers);
      }
      return step.value;
    } finally {
      putBack();
    }
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await this.#pool?.destroy();
  }

  async #runAll(trials: readonly Trial[]): Promise<TrialAnswer[] | null> {
    const tasks = trials.map((trial) => this.#taskOf(trial));
    const answers = new Array<TrialAnswer>(trials.length).fill(null);
    const queue = tasks.entries();
    const serve = async (): Promise<void> => {
      for (const [place, task] of queue) {
        if (task === null) continue;
        if (this.#isStopped()) return;
        answers[place] = this.#take(trials[place]!, await this.#run(task));
      }
    };
    const threads = this.#options.workers === 0 ? 1 : (this.#options.workers ?? availableParallelism());
    await Promise.all(Array.from({ length: threads }, serve));
    return this.#isStopped() ? null : answers;
  }

  #isStopped(): boolean {
    return Atomics.load(this.#options.stop, 0) !== 0;
  }

  #taskOf(trial: Trial): SweepTask | null {
    const loaded = this.#options.scenarioOf(trial);
    if (loaded === null) return null;
    // What is promised is laid beside other fleets; while searching that would only take time.
    const ready = trial.set === 'proof' && trial.variant === asIs ? withBaselines(loaded) : loaded;
    const { traces, ...plan } = ready.plan;
    const scenario = varyScenario(plan.scenario, trial.variant, this.#options.blowAtMs);
    return {
      plan: { ...plan, scenario },
      traces: Object.fromEntries(Object.entries(traces).map(([name, rows]) => [name, this.#options.traces.indexOf(rows)])),
      context: { ...ready.context, faults: scenario.faults },
      seed: seedOf(this.#options.seed, trial.set, trial.index),
    };
  }

  async #run(task: SweepTask): Promise<ReplicationAnswer> {
    return this.#pool === null ? runTask(task, this.#data) : this.#pool.run(task);
  }

  async #open(): Promise<Piscina<SweepTask, ReplicationAnswer>> {
    const { Piscina: Pool } = await import('piscina');
    const threads = this.#options.workers ?? availableParallelism();
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    return new Pool<SweepTask, ReplicationAnswer>({
      filename: new URL(`../sweep/sweep-worker.${extension}`, import.meta.url).href,
      workerData: this.#data,
      minThreads: threads,
      maxThreads: threads,
    });
  }

  #take(trial: Trial, answer: ReplicationAnswer): TrialAnswer {
    if (answer.kind === 'broken') {
      // What is broken once makes everything else worth nothing.
      this.broken ??= { trial, answer };
      Atomics.store(this.#options.stop, 0, 1);
      return null;
    }
    this.#options.onRun(answer.steps);
    return answer.replication;
  }
}
