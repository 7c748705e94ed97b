import type { JobPayload, JobVariable } from '../coordinator/job-payload.ts';

/** Shorter ones would mask harmless words, and the coordinator makes none. */
const shortestTokenCharacters = 8;

/**
 * What must not be seen in a job's log: the values of its masked variables, as expanded, and every token and password that came with it.
 *
 * @param variables - all variables of the job, expanded.
 */
export function maskedPhrases(payload: JobPayload, variables: readonly Pick<JobVariable, 'value' | 'masked'>[]): string[] {
  const values = variables.filter(({ masked }) => masked).map(({ value }) => value);
  const tokens = [payload.token, ...payload.dependencies.map(({ token }) => token), ...payload.credentials.map(({ password }) => password)];
  return [...new Set([...values.filter((value) => value !== ''), ...tokens.filter((token) => token.length >= shortestTokenCharacters)])];
}
