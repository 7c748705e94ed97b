/** The program as jobs and Git servers see it. */
export interface RunnerVersion {
  /** `gitlab-runner`, by which servers know what to expect. */
  readonly name: string;
  readonly version: string;
  readonly revision: string;
  /** As Go names it: `linux`. */
  readonly platform: string;
  /** As Go names it: `amd64`. */
  readonly architecture: string;
}

/** Certificates that jobs need to reach the coordinator, as PEM text. */
export interface JobTls {
  readonly caChain: string;
  /** Client certificate and key; empty for none. */
  readonly certificate: string;
  readonly key: string;
}

/** What a job's scripts need beside its payload and the runner's configuration. */
export interface JobFacts {
  /** Host name of the manager, for the first line of a job. */
  readonly hostname: string;
  readonly version: RunnerVersion;
  /** The id of the request that brought the job; Git servers log it. */
  readonly correlationId: string;
  /** CI_CONCURRENT_ID: the lowest number that no other job of the runner has. */
  readonly concurrentId: number;
  /** CI_CONCURRENT_PROJECT_ID: the same among jobs of one project; it keeps their directories apart. */
  readonly concurrentProjectId: number;
  /** Certificates of `tls-ca-file` and its like; null for none. */
  readonly tls: JobTls | null;
}
