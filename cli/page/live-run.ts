import type { Finding } from '../../core/finding.ts';
import { buildResult } from '../../sim/measure/build-result.ts';
import type { Result } from '../../sim/measure/result.ts';
import type { Replicated } from '../live/protocol.ts';
import type { Assignment } from '../sim-program.ts';
import type { SimulatorPool } from './simulator-pool.ts';

/** What is run. */
export interface RunRequest {
  /** Number of the scenario in the pool. */
  readonly scenario: number;
  readonly set: readonly Assignment[];
  readonly seed: number;
  readonly replications: number;
}

/** Why a run cannot be had. */
export type RunFault = { readonly kind: 'refused'; readonly findings: readonly Finding[] } | { readonly kind: 'failed'; readonly message: string };

/** One scenario with its settings on several seeds, answer by answer. */
export class LiveRun {
  readonly request: RunRequest;
  fault: RunFault | null = null;
  readonly #pool: SimulatorPool;
  readonly #answers = new Map<number, Replicated>();
  #stopped = false;
  /** What was worked out last, and of which seeds. */
  #folded: { readonly key: string; readonly result: Result } | null = null;

  constructor(pool: SimulatorPool, request: RunRequest) {
    this.#pool = pool;
    this.request = request;
  }

  /** Seeds that have been run. */
  get done(): readonly number[] {
    return this.seeds.filter((seed) => this.#answers.has(seed));
  }

  get seeds(): readonly number[] {
    return Array.from({ length: this.request.replications }, (_, index) => this.request.seed + index);
  }

  /** What is said about the settings. */
  get warnings(): readonly Finding[] {
    return [...this.#answers.values()][0]?.warnings ?? [];
  }

  /**
   * Asks for all seeds.
   *
   * @param urgency 0 goes before 1 for the same place among the seeds.
   * @param onAnswer an answer, or a fault, is there.
   */
  start(urgency: 0 | 1, onAnswer: () => void): void {
    this.seeds.forEach((seed, index) => {
      const ask = { scenario: this.request.scenario, set: this.#settings(), what: { kind: 'replicate', seed } as const };
      void this.#pool
        .ask(ask, 2 * index + urgency, () => !this.#stopped && this.fault === null)
        .then((answer) => {
          if (this.#stopped || this.fault !== null) return;
          if (answer.kind === 'replicated') this.#answers.set(seed, answer.replicated);
          if (answer.kind === 'refused' || answer.kind === 'failed') this.fault = answer;
          onAnswer();
        });
    });
  }

  /** Nothing more is asked, and nothing that comes is taken. */
  stop(): void {
    this.#stopped = true;
  }

  /** The result of the seeds named, which must have been run: what the command line would give for them. */
  result(seeds: readonly number[]): Result {
    const key = seeds.join(' ');
    if (this.#folded?.key === key) return this.#folded.result;
    const answers = seeds.map((seed) => this.#answers.get(seed)!);
    const replications = answers.map(({ replication }) => replication);
    const result = buildResult({ ...answers[0]!.inputs, complete: true }, replications);
    this.#folded = { key, result };
    return result;
  }

  /** Seconds that jobs waited by share of jobs, the mean of the seeds named at each share; empty where no job started. */
  waits(seeds: readonly number[]): readonly number[] {
    const curves = seeds.map((seed) => this.#answers.get(seed)!.waits).filter(({ length }) => length > 0);
    return (curves[0] ?? []).map((_, step) => curves.reduce((sum, curve) => sum + curve[step]!, 0) / curves.length);
  }

  /** The settings as the command line takes them: seed and replications have places of their own in a result. */
  #settings(): Assignment[] {
    const { set, seed, replications } = this.request;
    return [...set, { path: 'seed', text: String(seed) }, { path: 'replications', text: String(replications) }];
  }
}
