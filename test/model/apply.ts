import type { PolicyConfig } from '../../core/config.ts';
import type { AcquisitionKey, InstanceId } from '../../core/ids.ts';
import type { RemovalReason } from '../../core/removal-reason.ts';
import { growth, placeFor, surplus } from './decide.ts';
import * as slots from './fleet.ts';
import type { ModelConfig, ModelFleet, ModelInstance, ModelKey } from './fleet.ts';

/** What happens to the model's fleet. */
export type ModelEvent =
  | { readonly kind: 'switched'; readonly policy: PolicyConfig }
  | { readonly kind: 'reserved'; readonly key: AcquisitionKey }
  | { readonly kind: 'empty'; readonly key: AcquisitionKey }
  | { readonly kind: 'received'; readonly key: AcquisitionKey }
  | { readonly kind: 'ended'; readonly key: AcquisitionKey; readonly failed: boolean }
  /** The job could not be prepared on its instance and asks for a slot again. */
  | { readonly kind: 'refused'; readonly key: AcquisitionKey }
  /** A job that waits is told to stop, and ends later. */
  | { readonly kind: 'stopped'; readonly key: AcquisitionKey }
  | { readonly kind: 'appeared'; readonly id: InstanceId }
  | { readonly kind: 'running'; readonly id: InstanceId }
  | { readonly kind: 'prepared'; readonly id: InstanceId; readonly failed: boolean }
  | { readonly kind: 'probed'; readonly id: InstanceId; readonly failed: boolean }
  | { readonly kind: 'interrupted'; readonly id: InstanceId }
  /** The provider itself deletes it. */
  | { readonly kind: 'deleting'; readonly id: InstanceId }
  | { readonly kind: 'gone'; readonly id: InstanceId }
  | { readonly kind: 'evaluated' };

/** What the model decides. */
export type ModelDecision =
  | { readonly kind: 'bind'; readonly key: AcquisitionKey; readonly id: InstanceId; readonly slot: number }
  | { readonly kind: 'remove'; readonly id: InstanceId; readonly reason: RemovalReason }
  | { readonly kind: 'withdraw'; readonly id: InstanceId }
  | { readonly kind: 'scale-up'; readonly count: number };

export interface ModelStep {
  readonly fleet: ModelFleet;
  readonly decisions: readonly ModelDecision[];
}

/** A fleet of nothing. */
export function emptyFleet(config: ModelConfig, policy: PolicyConfig): ModelFleet {
  return { config, policy, onOrder: 0, instances: [], reserved: [], waiting: [], stopping: [], demands: [], streak: 0, pause: { span: 0, until: 0 } };
}

/** What an event makes of a fleet, and what is decided at it. */
export function apply(fleet: ModelFleet, event: ModelEvent, at: number): ModelStep {
  const step = happen(fleet, event, at);
  if (event.kind === 'evaluated') return step;
  const served = serve(step);
  return { ...served, fleet: remember(served.fleet, at) };
}

function happen(fleet: ModelFleet, event: ModelEvent, at: number): ModelStep {
  switch (event.kind) {
    case 'switched':
      return quietly({ ...fleet, policy: event.policy });
    case 'reserved': {
      const key = { key: event.key, reservedAt: at, backed: slots.available(fleet) > 0, avoids: null };
      return quietly({ ...fleet, reserved: [...fleet.reserved, key] });
    }
    case 'empty':
      return quietly({ ...fleet, reserved: without(fleet.reserved, event.key), streak: 0 });
    case 'received':
      return quietly(receive(fleet, event.key, at));
    case 'ended':
      return release(fleet, event.key, event.failed, at);
    case 'refused':
      return refuse(fleet, event.key, at);
    case 'stopped':
      return quietly({ ...fleet, waiting: without(fleet.waiting, event.key), stopping: [...fleet.stopping, event.key] });
    case 'appeared':
      return quietly({ ...fleet, onOrder: fleet.onOrder - 1, instances: [...fleet.instances, newInstance(fleet, event.id, at)] });
    case 'running':
      return quietly(change(fleet, event.id, ({ phase }) => (phase === 'coming' ? { phase: 'preparing' } : {})));
    case 'prepared':
      return prepare(fleet, event.id, event.failed, at);
    case 'probed':
      return event.failed ? blame(fleet, event.id) : quietly(change(fleet, event.id, () => ({ suspect: false, failureCount: 0 })));
    case 'interrupted':
      return interrupt(fleet, event.id);
    case 'deleting':
      return quietly(change(fleet, event.id, () => ({ draining: true })));
    case 'gone':
      return quietly(lose(fleet, event.id));
    case 'evaluated':
      return evaluate(fleet, at);
  }
}

/** First the surplus goes, then what is missing is asked for. */
function evaluate(fleet: ModelFleet, at: number): ModelStep {
  const { go, withdraw } = surplus(fleet, at);
  const decisions: ModelDecision[] = [];
  const said = (id: InstanceId): boolean => fleet.instances.some((instance) => instance.id === id && instance.withdrawn);
  const shrunk = {
    ...fleet,
    instances: fleet.instances.map((instance) => ({
      ...instance,
      withdrawn: withdraw.includes(instance.id),
      phase: go.includes(instance.id) ? ('going' as const) : instance.phase,
    })),
  };
  for (const id of go) decisions.push({ kind: 'remove', id, reason: 'idle' });
  for (const id of withdraw) if (!said(id)) decisions.push({ kind: 'withdraw', id });
  const count = growth(shrunk, at);
  if (count > 0) decisions.push({ kind: 'scale-up', count });
  return { fleet: { ...shrunk, onOrder: shrunk.onOrder + count }, decisions };
}

function newInstance({ config }: ModelFleet, id: InstanceId, at: number): ModelInstance {
  const empty = new Array<null>(config.autoscaler.capacityPerInstance).fill(null);
  const flags = { suspect: false, condemned: false, draining: false, withdrawn: false };
  return { id, appearedAt: at, phase: 'coming', slots: empty, useCount: 0, failureCount: 0, ...flags, idleSince: at };
}

/** The job takes the place that its key held; it came at once when it took less than a second. */
function receive(fleet: ModelFleet, key: AcquisitionKey, at: number): ModelFleet {
  const held = fleet.reserved.find((one) => one.key === key) as ModelKey;
  const streak = at - held.reservedAt < fleet.config.second ? fleet.streak + 1 : 0;
  return { ...fleet, streak, reserved: without(fleet.reserved, key), waiting: [...fleet.waiting, held] };
}

/** Gives waiting jobs what slots there are, in their order. */
function serve({ fleet, decisions }: ModelStep): ModelStep {
  for (const key of fleet.waiting) {
    const instance = placeFor(fleet, key);
    if (instance === null) continue;
    const slot = instance.slots.indexOf(null);
    const taken = instance.slots.map((other, index) => (index === slot ? key.key : other));
    const bound = change(fleet, instance.id, ({ useCount }) => ({ slots: taken, useCount: useCount + 1, withdrawn: false }));
    const decision: ModelDecision = { kind: 'bind', key: key.key, id: instance.id, slot };
    return serve({ fleet: { ...bound, waiting: without(bound.waiting, key.key) }, decisions: [...decisions, decision] });
  }
  return { fleet, decisions };
}

/** A job gives up whatever it holds. */
function release(fleet: ModelFleet, key: AcquisitionKey, failed: boolean, at: number): ModelStep {
  const rest = { ...fleet, waiting: without(fleet.waiting, key), stopping: fleet.stopping.filter((other) => other !== key) };
  const instance = rest.instances.find((one) => one.slots.includes(key));
  if (instance === undefined) return quietly(rest);
  const freed = change(rest, instance.id, ({ slots: held }) => ({ slots: held.map((other) => (other === key ? null : other)), idleSince: at }));
  const blamed = failed ? blame(freed, instance.id) : quietly(freed);
  const left = leaveIfIdle(blamed.fleet, instance.id);
  return { fleet: left.fleet, decisions: [...blamed.decisions, ...left.decisions] };
}

/** A retry comes before all that wait for their first slot, and avoids the instance that failed it. */
function refuse(fleet: ModelFleet, key: AcquisitionKey, at: number): ModelStep {
  const avoids = fleet.instances.find((one) => one.slots.includes(key))?.id ?? null;
  const released = release(fleet, key, true, at);
  const again = { key, reservedAt: at, backed: false, avoids };
  return { ...released, fleet: { ...released.fleet, waiting: [again, ...released.fleet.waiting] } };
}

function prepare(fleet: ModelFleet, id: InstanceId, failed: boolean, at: number): ModelStep {
  if (!fleet.instances.some((instance) => instance.id === id && instance.phase === 'preparing')) return quietly(fleet);
  if (failed) return remove({ ...fleet, pause: longer(fleet, at) }, id, 'ready-up-failed');
  const ready = change({ ...fleet, pause: { span: 0, until: 0 } }, id, () => ({ phase: 'ready', idleSince: at }));
  return leaveIfIdle(ready, id);
}

/** 1 s, 2 s, 4 s … up to five minutes, one step a pause however many fail in it. */
function longer({ pause, config }: ModelFleet, at: number): ModelFleet['pause'] {
  if (at < pause.until) return pause;
  const span = pause.span === 0 ? config.second : Math.min(300 * config.second, 2 * pause.span);
  return { span, until: at + span };
}

/** A failure makes an instance suspect, until one success; at failure_threshold in a row it is condemned. */
function blame(fleet: ModelFleet, id: InstanceId): ModelStep {
  const { failureThreshold } = fleet.config.autoscaler;
  const blamed = change(fleet, id, (instance) => {
    if (instance.phase === 'going') return {};
    const condemned = instance.condemned || instance.failureCount + 1 >= failureThreshold;
    return { failureCount: instance.failureCount + 1, condemned, suspect: instance.suspect || !condemned };
  });
  const instance = blamed.instances.find((one) => one.id === id);
  if (instance?.condemned === true && slots.jobsOn(instance) === 0) return remove(blamed, id, 'unhealthy');
  return quietly(blamed);
}

/** An instance without jobs goes at once when it is used up, condemned, or taken back. */
function leaveIfIdle(fleet: ModelFleet, id: InstanceId): ModelStep {
  const { maxUseCount } = fleet.config.autoscaler;
  const instance = fleet.instances.find((one) => one.id === id);
  if (instance === undefined || slots.jobsOn(instance) > 0) return quietly(fleet);
  if (maxUseCount > 0 && instance.useCount >= maxUseCount) return remove(fleet, id, 'use-count');
  if (instance.condemned) return remove(fleet, id, 'unhealthy');
  return instance.draining ? remove(fleet, id, 'interrupted') : quietly(fleet);
}

/** What the cloud takes back goes once it is idle; what the cloud deletes already needs no deletion of ours. */
function interrupt(fleet: ModelFleet, id: InstanceId): ModelStep {
  const isLeaving = fleet.instances.some((instance) => instance.id === id && instance.draining);
  return isLeaving
    ? quietly(fleet)
    : leaveIfIdle(
        change(fleet, id, () => ({ draining: true })),
        id,
      );
}

function remove(fleet: ModelFleet, id: InstanceId, reason: RemovalReason): ModelStep {
  if (!fleet.instances.some((instance) => instance.id === id && instance.phase !== 'going')) return quietly(fleet);
  return { fleet: change(fleet, id, () => ({ phase: 'going' })), decisions: [{ kind: 'remove', id, reason }] };
}

/** The jobs of an instance that is gone are stopped. */
function lose(fleet: ModelFleet, id: InstanceId): ModelFleet {
  const lost = fleet.instances.find((instance) => instance.id === id)?.slots.filter((key) => key !== null) ?? [];
  return { ...fleet, instances: fleet.instances.filter((instance) => instance.id !== id), stopping: [...fleet.stopping, ...lost] };
}

function remember(fleet: ModelFleet, at: number): ModelFleet {
  const demand = slots.acquired(fleet) + fleet.waiting.length;
  return fleet.demands.at(-1)?.demand === demand ? fleet : { ...fleet, demands: [...fleet.demands, { at, demand }] };
}

function change(fleet: ModelFleet, id: InstanceId, changed: (instance: ModelInstance) => Partial<ModelInstance>): ModelFleet {
  return { ...fleet, instances: fleet.instances.map((instance) => (instance.id === id ? { ...instance, ...changed(instance) } : instance)) };
}

const without = (keys: readonly ModelKey[], key: AcquisitionKey): ModelKey[] => keys.filter((one) => one.key !== key);

const quietly = (fleet: ModelFleet): ModelStep => ({ fleet, decisions: [] });
