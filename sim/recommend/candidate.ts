/** One `[[runners.autoscaler.policy]]` of a candidate. */
export interface PolicyCandidate {
  /** Job slots. */
  readonly idleCount: number;
  readonly idleTimeMs: number;
  readonly scaleFactor: number;
  /** 0 for no limit. */
  readonly scaleFactorLimit: number;
  /** null: the key is not written. */
  readonly preemptiveMode: boolean | null;
  /** Its hours, as an index into the windows of the search space; null: its periods are those of the file. */
  readonly window: number | null;
}

/** A configuration that a search may try: the values of all keys that it can change. 0 is no limit, as in the file. */
export interface Candidate {
  readonly maxInstances: number;
  readonly concurrent: number;
  readonly limit: number;
  readonly requestConcurrency: number;
  readonly capacityPerInstance: number;
  readonly maxUseCount: number;
  /** Those of the file in its order, and perhaps one more. */
  readonly policies: readonly PolicyCandidate[];
}

/** A text that two candidates share only when they are the same configuration. */
export function candidateKey({ policies, ...rest }: Candidate): string {
  const scalars = [rest.maxInstances, rest.concurrent, rest.limit, rest.requestConcurrency, rest.capacityPerInstance, rest.maxUseCount];
  const perPolicy = policies.map((policy) =>
    [policy.idleCount, policy.idleTimeMs, policy.scaleFactor, policy.scaleFactorLimit, String(policy.preemptiveMode), String(policy.window)].join(','),
  );
  return [scalars.join(','), ...perPolicy].join('|');
}

/** Jobs that a candidate's instances can hold at once; infinite without a limit of instances. */
export function slotsOf({ maxInstances, capacityPerInstance }: Candidate): number {
  return maxInstances === 0 ? Number.POSITIVE_INFINITY : maxInstances * Math.max(1, capacityPerInstance);
}
