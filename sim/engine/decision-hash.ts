import type { Decision } from '../../core/decision.ts';
import type { Effect } from '../../core/effect.ts';

type StartEffect = Extract<Effect, { kind: 'start-job' }>;

/** A running hash of 64 bits over every decision: same decisions at the same instants, same digits. */
export class DecisionHash {
  #low = 0x9e3779b9 | 0;
  #high = 0x85ebca6b | 0;

  /** Takes in one effect. What only asks (requests of jobs, listings, the timer) decides nothing and is left out. */
  add(effect: Exclude<Effect, StartEffect>, at: number): void {
    switch (effect.kind) {
      case 'wake':
      case 'request-job':
      case 'list':
        return;
      case 'rebind-job':
        this.#mix(2, at, effect.job.id, effect.instance.ordinal * 64 + effect.slot);
        return;
      case 'stop-job':
        this.#mix(3, at, effect.key, textCode(effect.cause));
        return;
      case 'finish-job':
        this.#mix(4, at, effect.job.id, textCode(effect.outcome.reason ?? ''));
        return;
      case 'increase':
        this.#mix(5, at, effect.count, effect.runner);
        return;
      case 'decrease':
        for (const instance of effect.instances) this.#mix(6, at, instance.ordinal, effect.runner);
        return;
      case 'withdraw':
        this.#mix(7, at, effect.count, effect.runner);
        return;
      case 'suspend':
      case 'resume':
        for (const id of effect.ids) this.#mix(8, at, textCode(id), textCode(effect.kind));
        return;
      case 'prepare-instance':
      case 'probe-instance':
        this.#mix(9, at, effect.instance.ordinal, textCode(effect.kind));
        return;
      case 'abandon-request':
      case 'close-fleet':
        this.#mix(10, at, effect.runner, textCode(effect.kind));
        return;
      case 'stopped':
        this.#mix(11, at, 0, 0);
        return;
      case 'decided':
        this.#mix(12, at, effect.runner, decisionCode(effect.decision));
    }
  }

  /** Takes in the start of a job, of which there are more than of all else. */
  addStart({ job, instance, slot }: StartEffect, at: number): void {
    this.#mix(1, at, job.id, instance.ordinal * 64 + slot);
  }

  /** 16 hexadecimal digits. */
  digest(): string {
    return hex(final(this.#high)) + hex(final(this.#low ^ this.#high));
  }

  #mix(code: number, at: number, first: number, second: number): void {
    let low = this.#low;
    let high = this.#high;
    low = Math.imul(low ^ code ^ (at | 0), 0x85ebca6b);
    high = Math.imul(high ^ ((at / 0x100000000) | 0) ^ (low >>> 15), 0xc2b2ae35);
    low = Math.imul(low ^ (first | 0) ^ (high >>> 13), 0x27d4eb2f);
    high = Math.imul(high ^ (second | 0) ^ (low >>> 16), 0x165667b1);
    this.#low = low;
    this.#high = high;
  }
}

/** A number for what a decision says beside its kind; the inputs follow from the history and need no place in the hash. */
function decisionCode(decision: Decision): number {
  switch (decision.kind) {
    case 'scale-up':
      return decision.wanted * 1024 + decision.granted;
    case 'remove':
      return textCode(decision.id) ^ textCode(decision.reason);
    case 'switch-policy':
      return decision.policy === null ? -1 : decision.policy;
    case 'refuse-reservation':
      return textCode(decision.reason);
    case 'withdraw':
    case 'suspect':
    case 'trust':
    case 'lose-instance':
      return textCode(decision.id) ^ textCode(decision.kind);
    case 'back-off':
      return textCode(decision.what) ^ decision.until;
    case 'alert':
      return textCode(decision.what);
    case 'shut-down':
      return textCode(decision.mode) + decision.jobs;
  }
}

function textCode(text: string): number {
  let code = 0x811c9dc5 | 0;
  for (let index = 0; index < text.length; index++) code = Math.imul(code ^ text.charCodeAt(index), 0x01000193);
  return code;
}

function final(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0');
}
