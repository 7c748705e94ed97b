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

  constructor(model: ApiModel, latency: DurationSampler, listLatency: DurationSampler, latencies: RandomStream, errors: RandomStream) {
    this.#model = model;
    this.#latency = latency;
    this.#listLatency = listLatency;
    this.#latencies = latencies;
    this.#errors = errors;
    this.#buckets = { list: new TokenBucket(model.burst), change: new TokenBucket(model.burst) };
  }

  /** How long a call takes. */
  latency(call: ApiCall): number {
    return (call === 'list' ? this.#listLatency : this.#latency).sample(this.#latencies.next());
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
