import type { JobConfig } from '../../core/config.ts';
import { compileDistribution } from '../random/distributions.ts';
import type { DurationSampler } from '../random/duration-sampler.ts';
import { RandomStream } from '../random/random-stream.ts';
import type { FleetModel } from '../scenario/fleet-model.ts';
import type { JobRun } from './job-run.ts';
import type { JobTable } from './job-table.ts';

/** Numbers that one try to prepare takes from each stream. */
const spanLanes = 4;
const failureLanes = 2;

/** What chance gives a job: the same for a job and a try whatever the policy. */
export class JobDraws {
  readonly #table: JobTable;
  readonly #connectFailure: number;
  readonly #vmFailure: number;
  readonly #connect: DurationSampler;
  /** The dial where it takes every job the same time; −1 where it is drawn. */
  readonly #constantConnect: number;
  readonly #vmBoot: DurationSampler;
  readonly #spans: RandomStream;
  readonly #failures: RandomStream;

  constructor(table: JobTable, model: FleetModel, seed: number) {
    this.#table = table;
    this.#connectFailure = model.failure.connect;
    this.#vmFailure = model.nesting.vmFailure;
    this.#connect = compileDistribution(model.connect);
    this.#constantConnect = model.connect.dist === 'constant' ? this.#connect.sample(0) : -1;
    this.#vmBoot = compileDistribution(model.nesting.vmBoot);
    this.#spans = new RandomStream(seed, 'job.spans');
    this.#failures = new RandomStream(seed, 'job.failures');
  }

  /** What a job's script takes where nothing slows it down. */
  work({ job }: JobRun): number {
    return this.#table.duration[job] as number;
  }

  /** Draws the spans of one try. */
  draw(run: JobRun, { vmIsolation }: JobConfig): void {
    const { job, tries } = run;
    run.dial = this.#constantConnect >= 0 ? this.#constantConnect : this.#connect.sample(this.#spans.at(job, spanLanes * tries));
    if (vmIsolation) {
      run.createVm = this.#vmBoot.sample(this.#spans.at(job, spanLanes * tries + 1));
      run.dialVm = this.#connect.sample(this.#spans.at(job, spanLanes * tries + 2));
    }
    run.stages[0] = this.work(run);
    run.exitCode = this.#table.failed[job] as number;
    run.failingStage = run.exitCode === 0 ? -1 : 0;
  }

  /** Whether the dial of this try fails. */
  connectFails({ job, tries }: JobRun): boolean {
    return this.#connectFailure > 0 && this.#failures.at(job, failureLanes * tries) < this.#connectFailure;
  }

  /** Whether the VM of this try fails to start. */
  vmFails({ job, tries }: JobRun): boolean {
    return this.#vmFailure > 0 && this.#failures.at(job, failureLanes * tries + 1) < this.#vmFailure;
  }
}
