import type { Fault } from '../../core/fault.ts';
import type { DurationSampler } from '../random/duration-sampler.ts';
import type { RandomStream } from '../random/random-stream.ts';
import type { ApiModel } from '../scenario/fleet-model.ts';

const throttledFault: Fault = { code: 'throttled', detail: 'the rate limit of the fleet interface is used up' };
const failedFault: Fault = { code: 'unknown', detail: 'the fleet interface failed' };

/** The door of the fake cloud: every call takes time and a token, and some fail. */
export class ApiGate {
  calls = 0;
  throttled = 0;
  failed = 0;
  /** Share of calls that fail while an outage lasts. */
  outage = 0;
  /** A lower limit while a fault lasts; null for none. */
  lowered: { readonly callsPerSecond: number; readonly burst: number } | null = null;
  readonly #model: ApiModel;
  readonly #latency: DurationSampler;
  readonly #listLatency: DurationSampler;
  readonly #latencies: RandomStream;
  readonly #errors: RandomStream;
  #tokens: number;
  #tokensAt = 0;

  constructor(model: ApiModel, latency: DurationSampler, listLatency: DurationSampler, latencies: RandomStream, errors: RandomStream) {
    this.#model = model;
    this.#latency = latency;
    this.#listLatency = listLatency;
    this.#latencies = latencies;
    this.#errors = errors;
    this.#tokens = model.burst;
  }

  /** How long a call takes. */
  latency(isList: boolean): number {
    return (isList ? this.#listLatency : this.#latency).sample(this.#latencies.next());
  }

  /** Lets a call in: null, or why it is refused. */
  enter(now: number): Fault | null {
    this.calls++;
    if (!this.#takeToken(now)) {
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

  #takeToken(now: number): boolean {
    const rate = this.lowered?.callsPerSecond ?? this.#model.callsPerSecond;
    if (rate === null) return true;
    const burst = this.lowered?.burst ?? this.#model.burst;
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#tokensAt) * rate) / 1000);
    this.#tokensAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
