import type { Effect } from '../../core/effect.ts';
import type { Fault } from '../../core/fault.ts';
import type { Instance } from '../../core/fleet/instance.ts';
import { ListingDelta } from '../../core/fleet/listing-delta.ts';
import type { ProvisionerOptions } from '../../core/fleet/provisioner-options.ts';
import type { FleetAnswer } from '../../core/fleet/fleet-calls.ts';
import type { ProvisionerState } from '../../core/fleet/provisioner-state.ts';
import { Provisioner } from '../../core/fleet/provisioner.ts';
import type { Ticks } from '../../core/time.ts';
import type { FleetScenario, ScenarioOptions, ScenarioProvider, ScenarioStep, TraceEntry } from './fleet-scenario.ts';
import { ProvisionerTrace } from './provisioner-trace.ts';
import { millisecond, ScriptedCloud } from './scripted-cloud.ts';

/** Steps lie half a millisecond off the grid of all calls and waits, so that none ties with a turn. */
const stepOffset = 500;

/** The end lies off both grids. */
const endOffset = 700;

interface Completion {
  readonly at: Ticks;
  readonly sequence: number;
  readonly effect: Extract<Effect, { readonly op: number }>;
}

/**
 * Plays a scenario on the provisioner with the real one's rules, in microseconds, and returns what it did.
 *
 * @param restarts whether the provisioner is saved as JSON and restored after every event.
 */
export function playScenario(scenario: FleetScenario, restarts = false): TraceEntry[] {
  return new ScenarioPlayer(scenario, restarts).play();
}

class ScenarioPlayer {
  readonly #scenario: FleetScenario;
  readonly #cloud: ScriptedCloud;
  readonly #delta = new ListingDelta();
  readonly #trace: ProvisionerTrace;
  readonly #options: ProvisionerOptions;
  readonly #restarts: boolean;
  #provisioner: Provisioner;
  readonly #effects: Effect[] = [];
  readonly #completions: Completion[] = [];
  #steps: readonly ScenarioStep[];
  #started = false;
  #failed = false;
  /** A shutdown holds the steps behind it until it is over. */
  #shuttingDown = false;
  #now: Ticks = 0;
  #op = 0;

  constructor(scenario: FleetScenario, restarts: boolean) {
    this.#scenario = scenario;
    this.#restarts = restarts;
    this.#cloud = new ScriptedCloud(scenario.provider);
    const steps = scenario.steps ?? [];
    this.#steps = steps.filter((step) => step.do !== 'fail' || step.at_ms > 0);
    for (const step of steps) if (step.do === 'fail' && step.at_ms === 0) this.#cloud.apply(step, 0);
    this.#options = upstreamOptions(scenario.options, scenario.provider);
    this.#trace = new ProvisionerTrace(scenario.options.resume_wait_for_suspended_timeout_ms, {
      now: () => this.#now,
      started: () => (this.#started = true),
      startFailed: () => (this.#failed = true),
      closed: () => (this.#shuttingDown = false),
    });
    this.#provisioner = new Provisioner(this.#options, this.#trace, () => ++this.#op, 0, this.#trace);
    this.#trace.watch(this.#provisioner);
  }

  play(): TraceEntry[] {
    this.#provisioner.start(0, this.#effects);
    for (;;) {
      this.#carryOut();
      if (this.#failed) break;
      const step = this.#shuttingDown || !this.#started ? undefined : this.#steps[0];
      const stepAt = step === undefined ? Infinity : Math.max(this.#now, step.at_ms * millisecond + stepOffset);
      const completion = earliest(this.#completions);
      const next = Math.min(stepAt, completion?.at ?? Infinity, this.#provisioner.wakeAt);
      if (this.#started && this.#isOver(next)) break;
      if (next === Infinity) break;
      this.#now = next;
      if (step !== undefined && stepAt === next) this.#take(step);
      else if (completion !== null && completion.at === next) this.#complete(completion);
      else this.#provisioner.wake(next, this.#effects);
      if (this.#restarts) this.#restart();
    }
    return this.#trace.entries;
  }

  #restart(): void {
    const saved = JSON.parse(JSON.stringify(this.#provisioner.save())) as ProvisionerState;
    this.#provisioner = Provisioner.restore(saved, this.#options, this.#trace, () => ++this.#op, 0, this.#trace);
    this.#trace.watch(this.#provisioner);
  }

  #isOver(next: Ticks): boolean {
    return this.#steps.length === 0 && !this.#shuttingDown && next > this.#scenario.until_ms * millisecond + endOffset;
  }

  /** Starts the effects' calls, each of which ends a latency later. */
  #carryOut(): void {
    for (const effect of this.#effects.splice(0)) {
      if (effect.kind === 'close-fleet') this.#trace.record('provider_shutdown', {});
      else if ('op' in effect) {
        this.#completions.push({ at: this.#now + this.#scenario.provider.latency_ms * millisecond, sequence: effect.op, effect });
      }
    }
    if (this.#trace.takeClosed()) this.#trace.record('shutdown_done', {});
  }

  #take(step: ScenarioStep): void {
    this.#steps = this.#steps.slice(1);
    this.#trace.record('step', { step });
    const provisioner = this.#provisioner;
    switch (step.do) {
      case 'request':
        provisioner.request(step.n, this.#now);
        return;
      case 'delete':
        this.#withInstance(step.id, (instance) => {
          provisioner.remove(instance, 'idle', this.#now);
        });
        return;
      case 'suspend':
        this.#withInstance(step.id, (instance) => {
          provisioner.suspend(instance, this.#now);
        });
        return;
      case 'resume_and_wait':
        provisioner.resume(step.ids, this.#now, this.#effects);
        return;
      case 'wait_for_state':
        this.#trace.waitForState(step.id, step.state);
        return;
      case 'capacity':
        this.#trace.recordCapacity();
        return;
      case 'shutdown':
        this.#shutDown();
        return;
      default:
        this.#cloud.apply(step, this.#now);
    }
  }

  #withInstance(id: string, act: (instance: Instance) => void): void {
    const instance = this.#provisioner.instance(id);
    if (instance === undefined) this.#trace.record('unknown_instance', { id });
    else act(instance);
  }

  #shutDown(): void {
    if (this.#trace.isClosing) {
      this.#trace.record('shutdown_done', {});
      return;
    }
    this.#shuttingDown = true;
    this.#trace.endWaits();
    this.#provisioner.beginShutdown(this.#now, this.#effects);
  }

  #complete(completion: Completion): void {
    this.#completions.splice(this.#completions.indexOf(completion), 1);
    const { effect } = completion;
    const answer = this.#answer(effect);
    if (answer !== null) this.#provisioner.completed(answer, this.#effects);
  }

  #answer(effect: Completion['effect']): FleetAnswer | null {
    const { op } = effect;
    const at = this.#now;
    switch (effect.kind) {
      case 'list':
        return this.#list(op, at);
      case 'increase':
        return this.#increase(op, effect.count, at);
      case 'decrease':
        return {
          kind: 'fleet-decreased',
          op,
          at,
          ...this.#act(
            'decrease',
            effect.instances.map(({ id }) => id),
          ),
        };
      case 'suspend':
        return { kind: 'fleet-suspended', op, at, ...this.#act('suspend', effect.ids) };
      case 'resume':
        return { kind: 'fleet-resumed', op, at, ...this.#act('resume', effect.ids) };
      default:
        return null;
    }
  }

  #list(op: number, at: Ticks): FleetAnswer {
    if (this.#cloud.takeFailure('update') !== null) {
      this.#trace.record('update', { err: true });
      return { kind: 'fleet-listed', op, at, changes: [], fault: failureOf('update') };
    }
    const rows = this.#cloud.list(at);
    this.#trace.record('update', { reported: rows.map(([id, state]) => `${id}=${state}`) });
    return { kind: 'fleet-listed', op, at, changes: this.#delta.changes(rows), fault: null };
  }

  #increase(op: number, count: number, at: Ticks): FleetAnswer {
    const failure = this.#cloud.takeFailure('increase');
    const succeeded = failure === null ? count : Math.min(count, failure.partial);
    this.#cloud.increase(succeeded, at);
    this.#trace.record('increase', { n: count, succeeded, err: failure !== null });
    return { kind: 'fleet-increased', op, at, succeeded, fault: failure === null ? null : failureOf('increase') };
  }

  #act(call: 'decrease' | 'suspend' | 'resume', named: readonly string[]): { succeeded: readonly string[]; fault: Fault | null } {
    const ids = named.toSorted();
    const failure = this.#cloud.takeFailure(call);
    const succeeded = this.#cloud.act(call, failure === null ? ids : ids.slice(0, failure.partial), this.#now);
    this.#trace.record(call, { ids, succeeded, err: failure !== null });
    return { succeeded, fault: failure === null ? null : failureOf(call) };
  }
}

function failureOf(call: string): Fault {
  return { code: 'unknown', detail: `${call} failed` };
}

function earliest(completions: readonly Completion[]): Completion | null {
  let first: Completion | null = null;
  for (const completion of completions) {
    if (first === null || completion.at < first.at || (completion.at === first.at && completion.sequence < first.sequence)) first = completion;
  }
  return first;
}

/** The real provisioner's rules throughout, in microseconds. */
function upstreamOptions(options: ScenarioOptions, provider: ScenarioProvider): ProvisionerOptions {
  const expecting = options.update_interval_when_expecting_ms * millisecond;
  return {
    second: 1000 * millisecond,
    maxInstances: options.max_size,
    groupMaxSize: provider.max_size,
    updateInterval: options.update_interval_ms * millisecond,
    updateIntervalWhenExpecting: expecting,
    waitStep: Math.min(1000 * millisecond, expecting),
    deletionRetryInterval: options.deletion_retry_interval_ms * millisecond,
    suspendRetryInterval: options.suspend_retry_interval_ms * millisecond,
    shutdownDeletionInterval: options.shutdown_deletion_interval_ms * millisecond,
    shutdownDeletionRetries: options.shutdown_deletion_retries,
    resumeWaitForSuspended: options.resume_wait_for_suspended_timeout_ms * millisecond,
    instanceAcquireTimeout: Infinity,
    canWithdraw: false,
    canSuspend: (provider.capabilities ?? []).includes('suspend_resume'),
    upstream: { missedSlow: true, noCallBackOff: true, pendingForEver: true, turnsBesideShutdown: true },
  };
}
