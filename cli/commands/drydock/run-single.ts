import type { ManagerService } from '../../../adapters/driver/manager-service.ts';
import type { ExitCode } from '../../exit-codes.ts';
import type { Io } from '../../io.ts';
import type { OperatorOptions } from './operator-options.ts';
import { run } from './run.ts';

/** The options of `drydock run-single`. */
export interface RunSingleOptions extends OperatorOptions {
  readonly runnerName?: string;
  /** 0 for no limit. */
  readonly maxBuilds?: number;
  /** Seconds; 0 for no limit. */
  readonly waitTimeout?: number;
}

const lookMs = 100;

/**
 * `drydock run-single`: serves one runner, one job after the other as the real runner does, and shuts down gracefully after `--max-builds` jobs, or after `--wait-timeout` without
 * one: no request is open then that could bring one more.
 */
export function runSingle(options: RunSingleOptions, io: Io): Promise<ExitCode> {
  const { runnerName, maxBuilds = 0, waitTimeout = 0 } = options;
  return run(
    {
      ...options,
      oneAtATime: true,
      ...(runnerName !== undefined && { runner: runnerName }),
      supervise: (service) => watch(service, maxBuilds, waitTimeout * 1000),
    },
    io,
  );
}

function watch(service: ManagerService, maxBuilds: number, waitTimeoutMs: number): () => void {
  const seen = new Set<number>();
  let lastSeenAt = service.view.now();
  const timer = setInterval(() => {
    const now = service.view.now();
    for (const { id } of service.view.jobs()) {
      seen.add(id);
      lastSeenAt = now;
    }
    const isDone = (maxBuilds > 0 && seen.size >= maxBuilds) || (waitTimeoutMs > 0 && now - lastSeenAt >= waitTimeoutMs);
    if (!isDone) return;
    clearInterval(timer);
    service.shutDown('graceful');
  }, lookMs);
  return () => clearInterval(timer);
}
