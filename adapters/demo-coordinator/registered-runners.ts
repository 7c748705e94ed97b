import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { json, refusal, type Call, type Reply } from './exchange.ts';
import type { AskingRunner } from './job-queue.ts';

/** A runner as the coordinator keeps it. */
export interface KnownRunner extends AskingRunner {
  readonly id: number;
  readonly token: string;
  readonly description: string;
}

/** What runners may be created, admitted and renamed by. */
export interface RunnerSecrets {
  /** Creates runners; null where that is not possible. */
  readonly registrationToken: string | null;
  /** Of a user who may reset runners' tokens; null for none. */
  readonly personalAccessToken: string | null;
}

const tokenBody = z.object({ token: z.string() });
const registrationBody = tokenBody.extend({ description: z.string().default(''), tag_list: z.string().default(''), run_untagged: z.boolean().default(true) });

/** The runners that a coordinator knows, and the calls by which they come, are asked after, get new tokens and go. */
export class RegisteredRunners {
  readonly #secrets: RunnerSecrets;
  readonly #runners = new Map<string, KnownRunner>();
  #lastId = 0;

  constructor(secrets: RunnerSecrets) {
    this.#secrets = secrets;
  }

  /** Adds a runner as GitLab's pages do; without a token it gets one. */
  add({ token = newToken(), tags = [], runUntagged = true, description = '' }: Partial<Omit<KnownRunner, 'id'>> = {}): KnownRunner {
    this.#lastId++;
    const runner = { id: this.#lastId, token, tags, runUntagged, description };
    this.#runners.set(token, runner);
    return runner;
  }

  /** The runner with that token; null where there is none. */
  find(token: string): KnownRunner | null {
    return this.#runners.get(token) ?? null;
  }

  /** Answers a call below `runners`; null where it is none of these. */
  answer(call: Call, path: string): Reply | null {
    switch (`${call.method} ${path}`) {
      case 'POST runners/verify':
        return this.#verify(call);
      case 'POST runners':
        return this.#register(call);
      case 'DELETE runners':
      case 'DELETE runners/managers':
        return this.#unregister(call);
      case 'POST runners/reset_authentication_token':
        return this.#reset(this.find(tokenIn(call)));
      case 'GET runners/router/discovery':
        return refusal(501, 'Not Implemented');
    }
    const id = /^runners\/(\d+)\/reset_authentication_token$/.exec(path)?.[1];
    if (call.method !== 'POST' || id === undefined) return null;
    const { personalAccessToken } = this.#secrets;
    if (personalAccessToken === null || call.headers['private-token'] !== personalAccessToken) return refusal(401, 'Unauthorized');
    return this.#reset([...this.#runners.values()].find((runner) => runner.id === Number(id)) ?? null);
  }

  #verify(call: Call): Reply {
    const runner = this.find(tokenIn(call));
    return runner === null ? refusal(403, 'Forbidden') : json(200, shown(runner));
  }

  #register(call: Call): Reply {
    const parsed = registrationBody.safeParse(bodyOf(call));
    if (!parsed.success) return refusal(400, 'Bad request');
    const { token, description, tag_list: tagList, run_untagged: runUntagged } = parsed.data;
    if (token !== this.#secrets.registrationToken) return refusal(403, 'Forbidden - invalid token supplied');
    return json(
      201,
      shown(this.add({ token: randomBytes(10).toString('hex'), description, tags: tagList.split(',').filter((tag) => tag !== ''), runUntagged })),
    );
  }

  #unregister(call: Call): Reply {
    const token = tokenIn(call);
    const runner = this.find(token);
    if (runner === null) return refusal(403, 'Forbidden');
    if (call.path.endsWith('/runners')) this.#runners.delete(token);
    return { status: 204 };
  }

  #reset(runner: KnownRunner | null): Reply {
    if (runner === null) return refusal(403, 'Forbidden');
    const renewed = { ...runner, token: newToken() };
    this.#runners.delete(runner.token);
    this.#runners.set(renewed.token, renewed);
    return json(201, shown(renewed));
  }
}

function newToken(): string {
  return `glrt-${randomBytes(10).toString('hex')}`;
}

function shown({ id, token }: KnownRunner): object {
  return { id, token, token_expires_at: null };
}

function tokenIn(call: Call): string {
  const parsed = tokenBody.safeParse(bodyOf(call));
  return parsed.success ? parsed.data.token : '';
}

function bodyOf(call: Call): unknown {
  try {
    return JSON.parse(call.body.toString('utf8'));
  } catch {
    return null;
  }
}
