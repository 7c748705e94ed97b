import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServedPayload } from '../../adapters/demo-coordinator/coordinator-job.ts';

const folder = join(import.meta.dirname, '..', 'golden', 'runner', 'jobs');
const ending = '.job.json';

/** Names of the jobs that the real runner was given. */
export const recordedPayloadNames: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith(ending))
  .map((name) => name.slice(0, -ending.length));

/** What a recorded job is changed to. */
export interface PayloadChange {
  readonly id: number;
  readonly token: string;
  /** Of the coordinator, in place of the one that served it. */
  readonly url: string;
}

/** A recorded job as another coordinator serves it: with other id, token and address wherever they stand. Dependencies keep theirs. */
export function recordedPayload(name: string, { id, token, url }: PayloadChange): ServedPayload {
  const text = readFileSync(join(folder, name + ending), 'utf8');
  const recorded = JSON.parse(text) as ServedPayload;
  const origin = new URL(url);
  const changed = text
    .replaceAll(recorded.token, token)
    .replaceAll(/https?:\/\/(?=[^/"]*127\.0\.0\.1:18\d{3})/g, `${origin.protocol}//`)
    .replaceAll(/127\.0\.0\.1:18\d{3}/g, origin.host)
    .replaceAll(`/jobs/${String(recorded.id)}`, `/jobs/${String(id)}`);
  const payload = JSON.parse(changed) as ServedPayload & { readonly variables: { readonly key: string; value: string }[] };
  for (const variable of payload.variables) if (variable.key === 'CI_JOB_ID') variable.value = String(id);
  return { ...payload, id };
}
