import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Instance } from '../../core/fleet/instance.ts';
import { VmSlots } from '../../core/nesting/vm-slots.ts';
import type { World } from '../world/world.ts';
import { broken, type Checker, type Rule } from './rule.ts';

/** P16: nested VMs keep to their slots. */
export const nestingSlots: Rule = {
  name: 'P16',
  sentence: "VMs of a host are at most its capacity, one a slot, and every VM is deleted or stomped before its slot's next job starts",
  holdsUpstream: true,
  create: () => new NestingSlots(),
};

/** Plays the daemons of all hosts: a job's VM lies on its slot until the job ends; where a try was given up it is left to be stomped. */
class NestingSlots implements Checker {
  readonly #hosts = new Map<Instance, VmSlots>();
  readonly #running = new Map<number, { host: VmSlots; vm: string }>();
  #generation = 0;
  #serial = 0;

  stepped(event: Event, effects: readonly Effect[], world: World): void {
    const { manager, life } = world;
    if (manager === null) return;
    if (life.generation !== this.#generation) {
      this.#generation = life.generation;
      this.#hosts.clear();
      this.#running.clear();
    }
    if (event.kind === 'job-ended') {
      const running = this.#running.get(event.key);
      running?.host.delete(running.vm);
    }
    if (event.kind === 'job-ended' || event.kind === 'instance-refused') this.#running.delete(event.key);
    for (const effect of effects) {
      if (effect.kind !== 'start-job' && effect.kind !== 'rebind-job') continue;
      const { scaler } = manager.runners[effect.runner] as (typeof manager.runners)[number];
      const { capacityPerInstance, vmIsolation } = scaler.config;
      if (vmIsolation) this.#create(effect.key, effect.instance, effect.slot, capacityPerInstance);
    }
  }

  #create(key: number, instance: Instance, slot: number, capacity: number): void {
    const host = this.#hosts.get(instance) ?? new VmSlots(capacity);
    this.#hosts.set(instance, host);
    if (slot < 0 || slot >= capacity) broken('P16', `a VM is put on slot ${String(slot)} of ${instance.id}, which has ${String(capacity)}`);
    const vm = `nesting-${String(this.#serial++)}`;
    const stomped = host.create(slot, vm);
    for (const running of this.#running.values())
      if (running.host === host && running.vm === stomped) broken('P16', `the VM of a running job on ${instance.id} is stomped`);
    this.#running.set(key, { host, vm });
  }
}
