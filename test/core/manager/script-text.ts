import type { CapacityInputs, Decision } from '../../../core/decision.ts';
import type { Effect } from '../../../core/effect.ts';
import type { JobOutcome } from '../../../core/job/outcome.ts';

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of `90s`, `20m`, `24h`, `1h30m` or `0`. */
export function parseSpan(text: string): number {
  if (text === '0') return 0;
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/([\d.]+)(ms|s|m|h|d)/g)) sum += Number(number) * (unitMs[unit as string] as number);
  if (sum === 0) throw new Error(`${text} is no span of time`);
  return sum;
}

/** `1:05:09.25`: hours, minutes, seconds. */
export function clockText(at: number): string {
  const pad = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const millis = at % 1000;
  const fraction = millis === 0 ? '' : `.${String(millis).padStart(3, '0').replace(/0+$/, '')}`;
  return `${String(Math.floor(at / 3_600_000))}:${pad((at / 60_000) % 60)}:${pad((at / 1000) % 60)}${fraction}`;
}

/** The terms of the capacity equation, by the letters of the specification. */
export function inputsText(inputs: CapacityInputs): string {
  const { acquired, pending, reserved, free, readyFree, idleTarget, instances, maxInstances } = inputs;
  const terms = { A: acquired, P: pending, R: reserved, F: free, ready: readyFree, T: idleTarget };
  const text = Object.entries(terms).map(([name, value]) => `${name}=${String(value)}`);
  return `${text.join(' ')} instances=${String(instances)}/${String(maxInstances)}`;
}

/** What an effect or a decision says, in its own words; null for what only carries the machinery. */
export function effectText(effect: Effect): string | null {
  switch (effect.kind) {
    case 'wake':
    case 'list':
      return null;
    case 'decided':
      return decisionText(effect.decision);
    case 'request-job':
      return `request-job${effect.inert ? ' (inert)' : ''}`;
    case 'start-job':
    case 'rebind-job':
      return `${effect.kind} ${String(effect.job.id)} on ${effect.instance.id}, slot ${String(effect.slot)}`;
    case 'finish-job':
      return `finish-job ${String(effect.job.id)} ${outcomeText(effect.outcome)}`;
    case 'increase':
    case 'withdraw':
      return `${effect.kind} ${String(effect.count)}`;
    case 'decrease':
      return `decrease ${effect.instances.map(({ id }) => id).join(' ')}`;
    case 'prepare-instance':
    case 'probe-instance':
      return `${effect.kind} ${effect.instance.id}`;
    case 'stop-job':
      return `stop-job ${effect.cause}`;
    case 'suspend':
    case 'resume':
      return `${effect.kind} ${effect.ids.join(' ')}`;
    case 'abandon-request':
    case 'close-fleet':
    case 'stopped':
      return effect.kind;
  }
}

function decisionText(decision: Decision): string {
  switch (decision.kind) {
    case 'scale-up': {
      const { wanted, granted, limit, inputs } = decision;
      return `scale-up ${String(granted)} of ${String(wanted)}${limit === 'none' ? '' : `, held back by ${limit}`} · ${inputsText(inputs)}`;
    }
    case 'remove':
      return `remove ${decision.id}, ${decision.reason} · ${inputsText(decision.inputs)}`;
    case 'withdraw':
      return `withdraw ${decision.id} · ${inputsText(decision.inputs)}`;
    case 'refuse-reservation':
      return `refuse-reservation, ${decision.reason} · ${inputsText(decision.inputs)}`;
    case 'switch-policy':
      return `switch-policy ${decision.policy === null ? 'none' : String(decision.policy)}`;
    case 'suspect':
      return `suspect ${decision.id}, ${decision.detail}`;
    case 'trust':
      return `trust ${decision.id}`;
    case 'lose-instance':
      return `lose-instance ${decision.id} with ${String(decision.jobs)} jobs`;
    case 'back-off':
      return `back-off ${decision.what} until ${clockText(decision.until)}`;
    case 'alert':
      return `alert ${decision.what}${decision.id === null ? '' : ` ${decision.id}`}`;
    case 'shut-down':
      return `shut-down ${decision.mode}, ${String(decision.jobs)} jobs`;
  }
}

function outcomeText({ state, reason }: JobOutcome): string {
  return reason === null ? state : `${state}, ${reason}`;
}
