import type { JobStatus } from '../../core/job/job-effect.ts';
import type { Stage } from '../../core/job/stages.ts';
import type { HttpAgents } from '../coordinator/http-exchange.ts';
import { artifactScript } from '../artifacts/artifact-script.ts';
import { ManagerRoute } from '../artifacts/manager/manager-route.ts';
import { noRouteExitCode } from '../artifacts/no-route-exit-code.ts';
import { planTransfer } from '../artifacts/plan-transfer.ts';
import type { TransferPlan } from '../artifacts/transfer-plan.ts';
import type { CacheStore } from '../cache/cache-store.ts';
import type { Connection, OutputSink } from '../connectors/connection.ts';
import type { ScriptContext } from '../shell/script-context.ts';
import { stageScript } from '../shell/stage-script.ts';

/** What the stages of a job are run with. */
export interface StageRunnerOptions {
  readonly context: ScriptContext;
  readonly cacheStore: CacheStore | null;
  /** How the manager itself reaches GitLab and storages. */
  readonly agents: () => Promise<HttpAgents>;
  /** The job log. */
  readonly output: OutputSink;
}

/** Runs the stages of one job over a connection: the script in one session, and what an instance has no tools for from here. */
export class StageRunner {
  readonly #options: StageRunnerOptions;

  constructor(options: StageRunnerOptions) {
    this.#options = options;
  }

  /**
   * Runs a stage and returns its exit code. Rejects with `FaultError` when the connection is lost.
   *
   * @param slot of the job on its instance.
   */
  async run(connection: Connection, stage: Stage, status: JobStatus, slot: number, signal: AbortSignal): Promise<number> {
    const { output } = this.#options;
    const context = { ...this.#options.context, slot };
    const plan = await this.#transferOf(stage);
    const { command, script } = stageScript(context, stage, status, plan === null ? '' : artifactScript(plan, context.shell));
    const { exitCode } = await connection.run({ command, stdin: script, output, signal });
    if (plan === null || exitCode !== noRouteExitCode) return exitCode;
    return new ManagerRoute({ agents: await this.#options.agents() }).carryOut({ connection, plan, output, signal });
  }

  #transferOf(stage: Stage): Promise<TransferPlan | null> {
    const { context, cacheStore } = this.#options;
    const { payload, runner, variables, settings, directories } = context;
    return planTransfer(stage.name, {
      payload,
      coordinatorUrl: runner.url,
      variables,
      featureFlags: settings.featureFlags,
      projectDirectory: directories.project,
      cacheDirectory: directories.cache,
      cacheRequestTimeout: settings.cacheRequestTimeout,
      cacheStore,
    });
  }
}
