import { parseGoDuration } from '../config/go-duration.ts';
import type { JobVariables } from './job-variables.ts';

/** Longest times of the scripts of a job, in milliseconds; 0 for the job's own. */
export interface StageTimeouts {
  readonly script: number;
  readonly afterScript: number;
  /** Lines for the job log. */
  readonly warnings: readonly string[];
}

const defaultAfterScript = 300_000;

/**
 * Reads RUNNER_SCRIPT_TIMEOUT and RUNNER_AFTER_SCRIPT_TIMEOUT. One that cannot be used, or that is longer than the job's time-out, is as if it were not there.
 *
 * @remarks Source: GitLab's page "Configuring runners" on script and after_script timeouts.
 */
export function stageTimeouts(variables: JobVariables, jobTimeout: number): StageTimeouts {
  const warnings: string[] = [];
  const read = (name: string, fallback: number): number => {
    const text = variables.value(name);
    if (text.trim() === '') return fallback;
    const timeout = parseGoDuration(text);
    if (timeout === null) warnings.push(`Ignoring malformed ${name} timeout: ${text}`);
    else if (timeout < 0) warnings.push(`Ignoring relative ${name} timeout: ${text}`);
    else if (timeout > jobTimeout) warnings.push(`${name} timeout: ${text} is longer than job timeout. Setting to job timeout`);
    return timeout === null || timeout <= 0 || timeout > jobTimeout ? fallback : timeout;
  };
  return { script: read('RUNNER_SCRIPT_TIMEOUT', 0), afterScript: read('RUNNER_AFTER_SCRIPT_TIMEOUT', defaultAfterScript), warnings };
}
