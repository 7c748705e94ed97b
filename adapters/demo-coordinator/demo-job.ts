/** A job of a pipeline, in the words of `.gitlab-ci.yml`. */
export interface DemoJob {
  readonly name: string;
  readonly stage: string;
  readonly script: readonly string[];
  readonly afterScript?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly image?: string;
  readonly tags?: readonly string[];
  readonly timeoutSeconds?: number;
  readonly artifacts?: { readonly name?: string; readonly paths: readonly string[]; readonly when?: 'on_success' | 'on_failure' | 'always' };
  readonly cache?: { readonly key: string; readonly paths: readonly string[] };
  /** Names of the jobs that it waits for, and whose artifacts it gets; all of the stages before it where left out. */
  readonly needs?: readonly string[];
  readonly allowFailure?: boolean;
}

/** The commit that a pipeline is for; without one, jobs run with GIT_STRATEGY=none. */
export interface DemoCommit {
  /** `GROUP/PROJECT` below the coordinator's folder of repositories. */
  readonly project: string;
  readonly ref: string;
  readonly sha: string;
}
