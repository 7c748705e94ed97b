import { assert } from '../../core/assert.ts';
import type { NextListing } from '../../core/effect.ts';
import type { Fault } from '../../core/fault.ts';
import type { DurationSampler } from '../random/duration-sampler.ts';
import type { RandomStream } from '../random/random-stream.ts';
import type { ApiModel } from '../scenario/fleet-model.ts';
import { TokenBucket, type TokenLimit } from './token-bucket.ts';

const throttledFault: Fault = { code: 'throttled', detail: 'the rate limit of the fleet interface is used up' };
const failedFault: Fault = { code: 'unknown', detail: 'the fleet interface failed' };

/** What a call does: listings and changes have a limit each. */
export type ApiCall = 'list' | 'change';

/**
 * The door of the fake cloud: every call takes time and a token, and some fail.
 *
 * @remarks Source: autoscalers.md §5.2: EC2 has a bucket for each of its calls, Azure one for reads and one for writes, Google counts reads apart.
 */
export class ApiGate {
  calls = 0;
  throttled = 0;
  failed = 0;
  /** Share of calls that fail while an outage lasts. */
  outage = 0;
  /** A lower limit while a fault lasts; null for none. */
  lowered: TokenLimit | null = null;
  readonly #model: ApiModel;
  readonly #latency: DurationSampler;
  readonly #listLatency: DurationSampler;
  readonly #latencies: RandomStream;
  readonly #errors: RandomStream;
  readonly #buckets: Readonly<Record<ApiCall, TokenBucket>>;
  /** The latency of every listing; null where it is drawn. */
  readonly #listLatencyMs: number | null;

  constructor(model: ApiModel, latency: DurationSampler, listLatency: DurationSampler, latencies: RandomStream, errors: RandomStream) {
    this.#model = model;
    this.#latency = latency;
    this.#listLatency = listLatency;
    this.#latencies = latencies;
    this.#errors = errors;
    this.#listLatencyMs = model.listLatency.dist === 'constant' ? model.listLatency.valueMs : null;
    this.#buckets = { list: new TokenBucket(model.burst), change: new TokenBucket(model.burst) };
  }

  /** Whether one listing is like another: each takes the same time, and none takes a token. */
  get listsAlike(): boolean {
    return this.#listLatencyMs !== null && this.#model.callsPerSecond === null;
  }

  /** Whether the listings that would follow one that was let in now will be, too, if no fault comes; and none is answered as it begins. */
  letsNextIn({ since, interval }: NextListing, now: number): boolean {
    const { callsPerSecond, burst, errors } = this.#model;
    // The second may begin at once, where something else stood at the beginning of the first one's turn.
    const hasSecond = since === now || this.#buckets.list.hasToken;
    const isPaced = callsPerSecond === null || (hasSecond && burst >= 1 && interval * callsPerSecond >= 1000);
    return errors === 0 && isPaced && this.#listLatencyMs !== 0;
  }

  /** How long a call takes. */
  latency(call: ApiCall): number {
    if (call === 'change') return this.#latency.sample(this.#latencies.next());
    return this.#listLatencyMs ?? this.#listLatency.sample(this.#latencies.next());
  }

  /** Lets a listing in of which that was foreseen. @returns its latency. */
  enterForeseen(now: number): number {
    const fault = this.enter(now, 'list');
    assert(fault === null, 'a listing of which that was foreseen is let in');
    return this.latency('list');
  }

  /** Lets a call in: null, or why it is refused. */
  enter(now: number, call: ApiCall): Fault | null {
    this.calls++;
    if (!this.#takeToken(now, call)) {
      this.throttled++;
      return throttledFault;
    }
    const share = Math.max(this.outage, this.#model.errors);
    if (share > 0 && this.#errors.next() < share) {
      this.failed++;
      return failedFault;
    }
    return null;
  }

  #takeToken(now: number, call: ApiCall): boolean {
    const { callsPerSecond, burst } = this.lowered ?? this.#model;
    return callsPerSecond === null || this.#buckets[call].take(now, { callsPerSecond, burst });
  }
}
