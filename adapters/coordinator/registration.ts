import { z } from 'zod';
import type { Fault } from '../../core/fault.ts';
import { Sealed } from '../config/sealed.ts';
import { answerFault } from './answer-fault.ts';
import type { ApiRequest, ApiTransport } from './api-exchange.ts';
import type { RunnerInfo } from './runner-info.ts';

const createdPrefix = 'glrt-';

/** Whether the token was made in GitLab's pages, so that the runner exists there already and is only verified, never created. */
export function isCreatedRunnerToken(token: string): boolean {
  return token.startsWith(createdPrefix);
}

/** What a runner may be created with, where that is done with a registration token. Times in seconds. */
export interface RunnerParameters {
  readonly description: string;
  readonly maintenanceNote: string;
  /** Separated by commas. */
  readonly tagList: string;
  readonly runUntagged: boolean;
  readonly locked: boolean;
  readonly accessLevel: string;
  readonly maximumTimeout: number;
  readonly paused: boolean;
}

/** A runner as GitLab knows it. */
export interface RegisteredRunner {
  readonly id: number;
  readonly token: Sealed<string>;
  /** An ISO 8601 time; null for never. */
  readonly tokenExpiresAt: string | null;
}

/** What an operator's call came to: `value`, or why there is none. `refused` is GitLab's clear no (403), as opposed to a call that failed. */
export interface RegistrationAnswer<T> {
  readonly value: T | null;
  readonly refused: boolean;
  readonly fault: Fault | null;
}

const runner = z.object({ id: z.number().int().nullish(), token: z.string().nullish(), token_expires_at: z.string().nullish() });

interface Call {
  readonly method: ApiRequest['method'];
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly content: object | null;
  readonly success: number;
  readonly endpoint?: ApiRequest['endpoint'];
}

/**
 * The calls by which runners come and go in GitLab. Each is tried as often as every call; none rejects.
 *
 * @remarks Source: peer-runner.md §1.
 */
export class Registration {
  readonly #transport: ApiTransport;

  constructor(transport: ApiTransport) {
    this.#transport = transport;
  }

  /** Asks whether GitLab knows the runner; tells it of this manager. An old GitLab answers without a body: then the id is 0. */
  async verify(token: string, systemId: string, info: RunnerInfo): Promise<RegistrationAnswer<RegisteredRunner>> {
    const headers = { Accept: 'application/json', 'RUNNER-TOKEN': token };
    return this.#runner({ method: 'POST', path: 'runners/verify', headers, content: { info, token, system_id: systemId }, success: 200 }, token);
  }

  /** Creates a runner with a registration token. `info` names neither executor nor shell: both are chosen later. */
  async register(token: string, parameters: RunnerParameters, info: RunnerInfo): Promise<RegistrationAnswer<RegisteredRunner>> {
    const headers = { Accept: 'application/json', 'RUNNER-TOKEN': token };
    return this.#runner({ method: 'POST', path: 'runners', headers, content: { ...parameterBody(parameters), info, token }, success: 201 }, '');
  }

  /** Takes this manager away from a runner that was made in GitLab's pages, and any other runner away altogether. */
  async unregister(token: string, systemId: string): Promise<RegistrationAnswer<true>> {
    const headers = { 'RUNNER-TOKEN': token };
    const created = isCreatedRunnerToken(token);
    const path = created ? 'runners/managers' : 'runners';
    return this.#done({ method: 'DELETE', path, headers, content: created ? { token, system_id: systemId } : { token }, success: 204 });
  }

  /** Exchanges the runner's token for a new one, in its own name. */
  async resetToken(token: string): Promise<RegistrationAnswer<RegisteredRunner>> {
    const headers = { Accept: 'application/json' };
    return this.#runner({ method: 'POST', path: 'runners/reset_authentication_token', headers, content: { token }, success: 201, endpoint: 'reset_token' }, '');
  }

  /** Exchanges a runner's token in the name of a user, who need not know it. */
  async resetTokenOf(id: number, personalAccessToken: string): Promise<RegistrationAnswer<RegisteredRunner>> {
    const headers = { Accept: 'application/json', 'PRIVATE-TOKEN': personalAccessToken };
    const path = `runners/${String(id)}/reset_authentication_token`;
    return this.#runner({ method: 'POST', path, headers, content: null, success: 201, endpoint: 'reset_token' }, '');
  }

  /** @param known the token where the answer need not repeat it; empty where the answer must bring one. */
  async #runner(call: Call, known: string): Promise<RegistrationAnswer<RegisteredRunner>> {
    const { answer, failure } = await this.#send(call);
    if (failure !== null) return failure;
    const parsed = runner.safeParse(jsonOf(answer.body.toString('utf8')));
    const token = parsed.success ? (parsed.data.token ?? known) : known;
    if (token === '') return { value: null, refused: false, fault: { code: 'unknown', detail: 'the answer brings no token' } };
    const { id, token_expires_at: expires } = parsed.data ?? {};
    return { value: { id: id ?? 0, token: new Sealed(token), tokenExpiresAt: expires ?? null }, refused: false, fault: null };
  }

  async #done(call: Call): Promise<RegistrationAnswer<true>> {
    const { failure } = await this.#send(call);
    return failure ?? { value: true, refused: false, fault: null };
  }

  async #send({ method, path, headers, content, success, endpoint = 'registration' }: Call) {
    const body = content === null ? null : ({ type: 'application/json', content: JSON.stringify(content) } as const);
    const answer = await this.#transport.send({ endpoint, method, path, headers, body, precious: false }, AbortSignal.timeout(callMs));
    const failure = answer.status === success ? null : { value: null, refused: answer.status === 403, fault: answerFault(answer) };
    return { answer, failure };
  }
}

/** An operator waits in front of the screen; five attempts fit in. */
const callMs = 120_000;

function parameterBody(parameters: RunnerParameters): object {
  const { description, maintenanceNote, tagList, runUntagged, locked, accessLevel, maximumTimeout, paused } = parameters;
  return {
    ...(description === '' ? {} : { description }),
    ...(maintenanceNote === '' ? {} : { maintenance_note: maintenanceNote }),
    ...(tagList === '' ? {} : { tag_list: tagList }),
    run_untagged: runUntagged,
    locked,
    ...(accessLevel === '' ? {} : { access_level: accessLevel }),
    ...(maximumTimeout === 0 ? {} : { maximum_timeout: maximumTimeout }),
    paused,
  };
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
