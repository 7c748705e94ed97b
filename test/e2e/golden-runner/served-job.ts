import type { ServedPayload } from '../../../adapters/demo-coordinator/coordinator-job.ts';
import { disguise, type Disguise } from './disguise.ts';
import type { RecordedPayload, RecordedRun } from './recorded-run.ts';
import type { Repositories } from './repositories.ts';

/** Where and as what a recorded job is run again. */
export interface JobPlace {
  readonly id: number;
  /** Of the coordinator. */
  readonly url: string;
  /** The lane's way to the repositories. */
  readonly way: string;
  /** Jobs of one project share directories, so that each lane has a project of its own. */
  readonly projectId: number;
  readonly repositories: Repositories;
  readonly disguise: Disguise;
  /** Another job of the lane by its id in the record; null where there is none. */
  readonly jobOfLane: (recordedId: number) => { readonly id: number; readonly token: string } | null;
}

/** The token of a job that is run again. */
export function tokenOf(id: number, { tokenPrefix }: Disguise): string {
  return `${tokenPrefix}${String(id)}xxxxxxxx`;
}

/** The job of another job's artifacts, where that job is not run: answers for it are scripted. */
function absentJob(id: number, disguise: Disguise): { readonly id: number; readonly token: string } {
  return { id: id + 500_000, token: tokenOf(id + 500_000, disguise) };
}

/** A recorded job, to be run at another place and in disguise. */
export function servedJob({ name, payload }: RecordedRun, place: JobPlace): ServedPayload {
  const { id, disguise: costume, jobOfLane } = place;
  const dependencies = payload.dependencies.map((dependency) => ({ ...dependency, ...(jobOfLane(dependency.id) ?? absentJob(id, costume)) }));
  const words = (text: string): string => disguise(placed(text, payload, place), costume.replacements(name));
  const served = mapTexts({ ...payload, dependencies: [] }, words) as RecordedPayload & { readonly variables: Variable[]; readonly job_info: object };
  const numbers: Readonly<Record<string, string>> = { CI_JOB_ID: String(id), CI_PROJECT_ID: String(place.projectId) };
  const variables = served.variables.map((variable) => ({ ...variable, value: numbers[variable.key] ?? variable.value }));
  return { ...served, id, variables, dependencies, job_info: { ...served.job_info, id, project_id: place.projectId } };
}

interface Variable {
  readonly key: string;
  readonly value: string;
}

/** The same text of another coordinator, of a job with another id and token, and of the repositories at hand. */
function placed(text: string, recorded: RecordedPayload, { id, url, way, repositories, disguise: costume }: JobPlace): string {
  return text
    .replaceAll(recorded.token, tokenOf(id, costume))
    .replaceAll(/127\.0\.0\.1:18\d{3}/g, new URL(url).host)
    .replaceAll('/repos/', `/repos/${way}/`)
    .replaceAll(`/jobs/${String(recorded.id)}`, `/jobs/${String(id)}`)
    .replaceAll(recordedSha, repositories.sha)
    .replaceAll(/^d4003ce0$/g, repositories.sha.slice(0, 8));
}

/** Of the branch's head, in every recorded job. */
const recordedSha = 'd4003ce0bdc8129ee37269b9356b6db8db33f682';

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]));
}
