import { z } from 'zod';
import type { JobPayload } from './job-payload.ts';

/** A field that GitLab may leave out or send as null. */
function optional<T extends z.ZodType>(type: T, fallback: z.output<T>) {
  return type.nullish().transform((value): z.output<T> => value ?? fallback);
}

const text = optional(z.string(), '');
const flag = optional(z.boolean(), false);
const count = optional(z.number().int(), 0);
const texts = optional(z.array(z.string()), []);
const when = optional(z.enum(['on_success', 'on_failure', 'always', '']), '');
/** What is handed on as it is. */
const opaqueList = optional(z.array(z.unknown()), []);

const variable = z.object({ key: z.string(), value: text, public: flag, masked: flag, file: flag, raw: flag });

const step = z.object({
  name: z.string(),
  script: texts,
  timeout: count,
  when: optional(z.enum(['on_success', 'on_failure', 'always']), 'on_success'),
  allow_failure: flag,
});

const artifacts = z.object({
  name: text,
  untracked: flag,
  paths: texts,
  exclude: texts,
  when,
  artifact_type: text,
  artifact_format: text,
  expire_in: text,
});

const cache = z.object({
  key: text,
  untracked: flag,
  policy: optional(z.enum(['pull-push', 'pull', 'push', '']), ''),
  paths: texts,
  when,
  fallback_keys: texts,
});

const dependency = z.object({
  id: z.number().int(),
  token: z.string(),
  name: text,
  artifacts_file: optional(z.object({ filename: z.string(), size: count }).nullable(), null),
});

const jobInfo = z.object({
  name: text,
  stage: text,
  project_id: count,
  project_name: text,
  project_full_path: text,
  time_in_queue_seconds: optional(z.number(), 0),
  project_jobs_running_on_instance_runners_count: text,
});

const gitInfo = z.object({
  repo_url: text,
  repo_object_format: text,
  ref: text,
  sha: text,
  before_sha: text,
  ref_type: text,
  refspecs: texts,
  depth: count,
});

const features = z.object({ trace_sections: flag, token_mask_prefixes: texts, failure_reasons: texts });
const credentials = z.object({ type: text, url: text, username: text, password: text });

/** The shape of a job request's answer. What GitLab adds to it is ignored; only `id` and `token` must be there. */
export const jobPayloadSchema: z.ZodType<JobPayload> = z.object({
  id: z.number().int().positive(),
  token: z.string().min(1),
  allow_git_fetch: flag,
  job_info: optional(jobInfo, jobInfo.parse({})),
  git_info: optional(gitInfo, gitInfo.parse({})),
  runner_info: optional(z.object({ timeout: count }), { timeout: 0 }),
  inputs: opaqueList,
  variables: optional(z.array(variable), []),
  steps: optional(z.array(step), []),
  image: optional(z.object({ name: text }).nullable(), null),
  services: opaqueList,
  artifacts: optional(z.array(artifacts), []),
  cache: optional(z.array(cache), []),
  credentials: optional(z.array(credentials), []),
  dependencies: optional(z.array(dependency), []),
  hooks: optional(z.array(z.object({ name: z.string(), script: texts })), []),
  features: optional(features, features.parse({})),
});
