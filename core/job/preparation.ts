import type { Fault } from '../fault.ts';
import type { InstanceId } from '../ids.ts';
import type { Ticks } from '../time.ts';
import type { JobContext } from './job-context.ts';
import { configurationFailure, jobTimeout, prepareTimeout, systemFailure } from './job-failure.ts';
import { createVmSeconds, prepareAttempts, prepareRetrySeconds } from './job-limits.ts';
import type { StageSequence } from './stage-sequence.ts';
import type { Teardown } from './teardown.ts';

const errorPrefix = {
  dialing: 'creating instance environment: ',
  'creating-vm': 'creating instance environment: creating vm tunnel: creating nesting vm: ',
  'dialing-vm': 'creating instance environment: creating vm tunnel: dialing nesting vm: ',
};

/**
 * From a slot to a connection that stages can run over: three tries, three seconds apart, by preference each on another instance.
 *
 * @remarks Source: semantics.md §4.3, §4.4 and §5.
 */
export class Preparation {
  readonly #context: JobContext;
  readonly #stages: StageSequence;
  readonly #teardown: Teardown;

  constructor(context: JobContext, stages: StageSequence, teardown: Teardown) {
    this.#context = context;
    this.#stages = stages;
    this.#teardown = teardown;
  }

  /** The first try. The time that the job waited for its slot counts. */
  start(receivedAt: Ticks, instance: InstanceId, slot: number): void {
    const { state, config, plan } = this.#context;
    state.jobEndsAt = receivedAt + plan.timeout;
    state.prepareEndsAt = config.prepareTimeout === 0 ? state.jobEndsAt : Math.min(state.jobEndsAt, receivedAt + config.prepareTimeout);
    this.#context.report({ kind: 'preparing-executor' });
    this.bind(instance, slot);
    state.phase = 'pausing';
    if (plan.configurationError !== null) this.#teardown.stop(configurationFailure(plan.configurationError));
  }

  /** The slot for the next try. */
  bind(instance: InstanceId, slot: number): void {
    const { state } = this.#context;
    if (state.bound) return;
    state.instance = instance;
    state.slot = slot;
    state.bound = true;
  }

  /** Between two tries: begins the next one as soon as there is a slot and the pause has passed. */
  resume(): void {
    const { state, at } = this.#context;
    if (at >= state.prepareEndsAt) return this.timeUp();
    if (state.bound && at >= state.retryAt) this.#try();
    if (state.phase === 'pausing') state.phaseEndsAt = state.bound ? Math.min(state.retryAt, state.prepareEndsAt) : state.prepareEndsAt;
  }

  dialed(fault: Fault | null): void {
    const { state, config } = this.#context;
    if (fault !== null) {
      state.connected = false;
      return this.#blame('dialing', fault);
    }
    this.#context.report({ kind: 'instance-connected', instance: state.instance });
    if (config.vmIsolation) this.#createVm();
    else this.#stages.next();
  }

  vmCreated(vm: string, stomped: string | null, fault: Fault | null): void {
    const { state, config, effects } = this.#context;
    if (fault !== null) return this.#blame('creating-vm', fault);
    state.vm = vm;
    this.#context.report({ kind: 'vm-created', vm });
    if (stomped !== null) this.#context.report({ kind: 'vm-stomped', vm: stomped });
    const deadline = this.#context.begin('dialing-vm', config.vmDialTimeout, state.prepareEndsAt);
    effects.push({ kind: 'dial-vm', op: state.op, deadline });
  }

  vmDialed(fault: Fault | null): void {
    if (fault !== null) this.#blame('dialing-vm', fault);
    else this.#stages.next();
  }

  /** One step of a try took too long, or the preparation as a whole. */
  stepTimeUp(phase: 'dialing' | 'creating-vm' | 'dialing-vm'): void {
    if (this.#context.at >= this.#context.state.prepareEndsAt) this.timeUp();
    else this.#blame(phase, { code: 'timeout', detail: 'context deadline exceeded' });
  }

  timeUp(): void {
    const { state, config, plan } = this.#context;
    const ofPreparation = state.prepareEndsAt < state.jobEndsAt;
    this.#teardown.stop(ofPreparation ? prepareTimeout(config.prepareTimeout, config.second) : jobTimeout(plan.timeout, config.second));
  }

  #try(): void {
    const { state, config, plan, effects } = this.#context;
    state.tries++;
    if (config.vmIsolation && plan.image !== null && !plan.imageAllowed) {
      this.#context.report({ kind: 'image-not-allowed', image: plan.image, allowed: config.allowedImages });
      return this.#fail('disallowed image', null);
    }
    this.#context.report({ kind: 'preparing-instance' });
    this.#context.report({ kind: 'dialing-instance', instance: state.instance });
    state.connected = true;
    const deadline = this.#context.begin('dialing', config.dialTimeout, state.prepareEndsAt);
    effects.push({ kind: 'dial', op: state.op, instance: state.instance, deadline });
  }

  #createVm(): void {
    const { state, config, plan, effects } = this.#context;
    const image = plan.image ?? config.vmImage;
    this.#context.report({ kind: 'enforcing-isolation' });
    if (image === '') return this.#fail('creating instance environment: no nesting VM image specified to run the job in', null);
    this.#context.report({ kind: 'creating-tunnel' });
    this.#context.report({ kind: 'creating-vm', image });
    this.#context.report({ kind: 'dialing-daemon' });
    const deadline = this.#context.begin('creating-vm', this.#context.seconds(createVmSeconds), state.prepareEndsAt);
    effects.push({ kind: 'create-vm', op: state.op, image, slot: state.slot, deadline });
  }

  #blame(phase: keyof typeof errorPrefix, fault: Fault): void {
    this.#fail(errorPrefix[phase] + fault.detail, fault);
  }

  /** Ends a try. Where the instance is to blame its slot goes back at once: a VM left on it is stomped by the slot's next job at the latest. */
  #fail(detail: string, fault: Fault | null): void {
    const { state, effects } = this.#context;
    this.#context.report({ kind: 'preparation-failed', detail });
    if (state.tries === prepareAttempts) {
      state.instanceFault = fault;
      return this.#teardown.stop(systemFailure(detail));
    }
    this.#context.report({ kind: 'will-be-retried' });
    state.retryAt = this.#context.at + this.#context.seconds(prepareRetrySeconds);
    if (fault !== null) {
      state.bound = false;
      effects.push({ kind: 'ask-instance', fault });
    }
    this.#teardown.begin();
  }
}
