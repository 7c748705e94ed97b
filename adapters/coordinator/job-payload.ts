/** A variable as the coordinator sends it. */
export interface JobVariable {
  readonly key: string;
  readonly value: string;
  readonly public: boolean;
  readonly masked: boolean;
  readonly file: boolean;
  /** Not expanded. */
  readonly raw: boolean;
}

/** A step: `script`, `release`, `after_script`. */
export interface JobStep {
  readonly name: string;
  readonly script: readonly string[];
  /** Seconds. */
  readonly timeout: number;
  readonly when: 'on_success' | 'on_failure' | 'always';
  readonly allow_failure: boolean;
}

/** An `artifacts:` entry. */
export interface JobArtifacts {
  readonly name: string;
  readonly untracked: boolean;
  readonly paths: readonly string[];
  readonly exclude: readonly string[];
  readonly when: 'on_success' | 'on_failure' | 'always' | '';
  readonly artifact_type: string;
  readonly artifact_format: string;
  readonly expire_in: string;
}

/** A `cache:` entry. */
export interface JobCache {
  readonly key: string;
  readonly untracked: boolean;
  readonly policy: 'pull-push' | 'pull' | 'push' | '';
  readonly paths: readonly string[];
  readonly when: 'on_success' | 'on_failure' | 'always' | '';
  readonly fallback_keys: readonly string[];
}

/** A job whose artifacts this one needs. */
export interface JobDependency {
  readonly id: number;
  readonly token: string;
  readonly name: string;
  readonly artifacts_file: { readonly filename: string; readonly size: number } | null;
}

/** A job request's answer, checked and with every default filled in; names as on the wire. Holds secrets: never printed. */
export interface JobPayload {
  readonly id: number;
  readonly token: string;
  readonly allow_git_fetch: boolean;
  readonly job_info: {
    readonly name: string;
    readonly stage: string;
    readonly project_id: number;
    readonly project_name: string;
    readonly project_full_path: string;
    readonly time_in_queue_seconds: number;
    readonly project_jobs_running_on_instance_runners_count: string;
  };
  readonly git_info: {
    readonly repo_url: string;
    readonly repo_object_format: string;
    readonly ref: string;
    readonly sha: string;
    readonly before_sha: string;
    readonly ref_type: string;
    readonly refspecs: readonly string[];
    readonly depth: number;
  };
  /** Seconds. */
  readonly runner_info: { readonly timeout: number };
  readonly inputs: readonly unknown[];
  readonly variables: readonly JobVariable[];
  readonly steps: readonly JobStep[];
  readonly image: { readonly name: string } | null;
  readonly services: readonly unknown[];
  readonly artifacts: readonly JobArtifacts[];
  readonly cache: readonly JobCache[];
  readonly credentials: readonly { readonly type: string; readonly url: string; readonly username: string; readonly password: string }[];
  readonly dependencies: readonly JobDependency[];
  readonly hooks: readonly { readonly name: string; readonly script: readonly string[] }[];
  readonly features: {
    readonly trace_sections: boolean;
    readonly token_mask_prefixes: readonly string[];
    readonly failure_reasons: readonly string[];
  };
}
