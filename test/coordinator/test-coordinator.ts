import { DemoCoordinator, type DemoCoordinatorOptions } from '../../adapters/demo-coordinator/demo-coordinator.ts';
import type { Call, Outcome } from '../../adapters/demo-coordinator/exchange.ts';

/** An answer of a script: an outcome, `real` for the coordinator's own, or a function that gives one when the call comes. */
export type ScriptedAnswer = Outcome | 'real' | ((call: Call) => Outcome | 'real' | Promise<Outcome | 'real'>);

/** A call and what came of it. */
export interface RecordedExchange {
  /** Since the start of the process. */
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The body where it is JSON; null elsewhere. */
  readonly json: unknown;
  /** Of the caller: calls with the same one came over one connection. */
  readonly port: number;
  readonly outcome: Outcome;
}

interface Script {
  readonly method: string;
  readonly path: RegExp;
  readonly answers: ScriptedAnswer[];
  /** The last answer is given for ever. */
  readonly endless: boolean;
}

/** A coordinator that tests can script: it gives wrong, late or broken answers to the calls they name, and remembers every call. */
export class TestCoordinator {
  readonly gitlab: DemoCoordinator;
  readonly exchanges: RecordedExchange[] = [];
  readonly #scripts: Script[] = [];
  readonly #watchers = new Set<() => void>();

  constructor(options: DemoCoordinatorOptions = {}) {
    this.gitlab = new DemoCoordinator({
      longPollMs: 200,
      ...options,
      intercept: (call) => this.#scripted(call),
      answered: (call, outcome) => this.#record(call, outcome),
    });
  }

  /** A coordinator that listens, with one runner whose token is `glrt-test`. */
  static async start(options: DemoCoordinatorOptions = {}): Promise<TestCoordinator> {
    const coordinator = new TestCoordinator(options);
    coordinator.gitlab.runners.add({ token: 'glrt-test' });
    await coordinator.gitlab.listen();
    return coordinator;
  }

  get url(): string {
    return this.gitlab.url;
  }

  /** Answers the next calls of that kind in turn; then the coordinator's own answers come again. `path` is matched from `api/v4/` on. */
  answer(method: string, path: RegExp, ...answers: ScriptedAnswer[]): void {
    this.#scripts.push({ method, path, answers, endless: false });
  }

  /** Answers every call of that kind alike. */
  answerAlways(method: string, path: RegExp, answer: ScriptedAnswer): void {
    this.#scripts.push({ method, path, answers: [answer], endless: true });
  }

  /** The calls of that kind so far. */
  calls(method: string, path: RegExp): RecordedExchange[] {
    return this.exchanges.filter((exchange) => exchange.method === method && path.test(exchange.path));
  }

  /** Resolves when a condition on the calls or the jobs holds; looked at after every call. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#watchers.add(resolve);
      });
    }
  }

  close(): Promise<void> {
    return this.gitlab.close();
  }

  async #scripted(call: Call): Promise<Outcome | null> {
    const script = this.#scripts.find(
      ({ method, path, answers }) => method === call.method && path.test(call.path.replace(/^\/api\/v4\//, '')) && answers.length > 0,
    );
    if (script === undefined) return null;
    const answer = script.endless ? script.answers[0]! : script.answers.shift()!;
    const outcome = typeof answer === 'function' ? await answer(call) : answer;
    return outcome === 'real' ? null : outcome;
  }

  #record(call: Call, outcome: Outcome): void {
    const { method, path, query, headers, body, port } = call;
    const isJson = headers['content-type']?.startsWith('application/json') === true;
    const json: unknown = isJson ? JSON.parse(body.toString('utf8')) : null;
    this.exchanges.push({ atMs: performance.now(), method, path, query: query.toString(), headers, body, json, port, outcome });
    for (const watcher of this.#watchers) watcher();
    this.#watchers.clear();
  }
}
