import { isDeepStrictEqual } from 'node:util';
import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { InstanceId, Op } from '../../core/ids.ts';
import type { Scaler } from '../../core/scaling/scaler.ts';
import { ScriptWorld } from '../core/manager/script-world.ts';
import { apply, emptyFleet, type ModelDecision, type ModelEvent } from './apply.ts';
import { growth, refusal, surplus, target } from './decide.ts';
import * as slots from './fleet.ts';
import type { ModelFleet } from './fleet.ts';
import { type History, makeMove } from './history.ts';

/**
 * Plays one history on the core and on the model and holds them together: every binding, removal, withdrawal, growth and refusal, and all the terms
 * of the capacity equation after every step. The core chooses when to evaluate, but what an evaluation would decide it decides within a second.
 */
export class SideBySide {
  readonly counts = new Map<string, number>();
  readonly #history: History;
  readonly #world: ScriptWorld;
  #fleet: ModelFleet;
  #evaluatedAt = Number.POSITIVE_INFINITY;
  /** Since when an evaluation would decide something. */
  #owedSince: number | null = null;
  #lastAt = 0;
  readonly #preparing = new Map<Op, InstanceId>();
  readonly #probing = new Map<Op, InstanceId>();

  constructor(history: History) {
    this.#history = history;
    const { config } = history;
    const runner = config.runners[0];
    if (runner === undefined) throw new Error('the model has one runner');
    const { limit, requestConcurrency, autoscaler } = runner;
    this.#fleet = emptyFleet({ concurrent: config.concurrent, limit, requestConcurrency, second: 1000, autoscaler }, this.#policy([]));
    this.#world = new ScriptWorld(config, {
      onStep: (event, effects) => {
        this.#step(event, effects);
      },
    });
    this.#world.longPoll = history.longPoll;
    this.#world.jobTimeout = 1e12;
    this.#world.cloud.boot = history.boot;
  }

  /** @throws Error at the first difference. */
  play(): void {
    this.#world.start([[0]]);
    for (const move of this.#history.moves) makeMove(this.#world, move);
    this.#world.advance(3_600_000);
  }

  get #scaler(): Scaler {
    return this.#world.manager.runners[0]?.scaler as Scaler;
  }

  #policy(active: readonly number[]): ModelFleet['policy'] {
    const { policies } = this.#history.config.runners[0]?.autoscaler ?? { policies: [] };
    const last = Math.max(-1, ...active.filter((index) => policies[index] !== undefined && index === Math.max(...active)));
    return policies[last] ?? { idleCount: 0, idleTime: 300_000, scaleFactor: 0, scaleFactorLimit: 0, preemptiveMode: null, burstFactor: 0 };
  }

  #step(event: Event, effects: readonly Effect[]): void {
    const { at } = event;
    this.#checkPunctual(at);
    const decided: ModelDecision[] = [];
    const happen = (modelEvent: ModelEvent): void => {
      const { fleet, decisions } = apply(this.#fleet, modelEvent, at);
      this.#fleet = fleet;
      decided.push(...decisions);
    };
    for (const modelEvent of this.#modelEvents(event, effects)) happen(modelEvent);
    if (this.#scaler.evaluatedAt !== this.#evaluatedAt) happen({ kind: 'evaluated' });
    this.#evaluatedAt = this.#scaler.evaluatedAt;
    for (const effect of effects) {
      if (effect.kind !== 'request-job') continue;
      this.#same('refusal of a request that is made', refusal(this.#fleet), null, at);
      happen({ kind: 'reserved', key: effect.key });
    }
    this.#same('decisions', coreDecisions(effects), decided, at);
    for (const { kind } of decided) this.#count(kind);
    this.#checkRefusals(effects, at);
    this.#checkTerms(at);
    this.#noteDebt(at);
  }

  #modelEvents(event: Event, effects: readonly Effect[]): ModelEvent[] {
    for (const effect of effects) {
      if (effect.kind === 'prepare-instance') this.#preparing.set(effect.op, effect.instance.id);
      if (effect.kind === 'probe-instance') this.#probing.set(effect.op, effect.instance.id);
    }
    switch (event.kind) {
      case 'schedule-changed':
        return [{ kind: 'switched', policy: this.#policy(event.active) }];
      case 'request-answered':
        return [{ kind: event.job === null ? 'empty' : 'received', key: event.op }];
      case 'job-ended':
        return [{ kind: 'ended', key: event.key, failed: event.outcome.instanceFault !== null }];
      case 'instance-refused':
        return [{ kind: 'refused', key: event.key }];
      case 'job-canceled':
        return this.#canceled(event.key, effects);
      case 'instance-interrupted':
        return [{ kind: 'interrupted', id: event.id }];
      case 'instance-prepared':
        return [{ kind: 'prepared', id: this.#preparing.get(event.op) as InstanceId, failed: event.fault !== null }];
      case 'instance-probed':
        return [{ kind: 'probed', id: this.#probing.get(event.op) as InstanceId, failed: event.fault !== null }];
      case 'fleet-listed':
        return event.changes.flatMap(({ id, state }) => this.#listed(id, state));
      default:
        return [];
    }
  }

  #canceled(key: number, effects: readonly Effect[]): ModelEvent[] {
    if (effects.some((effect) => effect.kind === 'finish-job')) return [{ kind: 'ended', key, failed: false }];
    return this.#fleet.waiting.some((one) => one.key === key) ? [{ kind: 'stopped', key }] : [];
  }

  #listed(id: InstanceId, state: string): ModelEvent[] {
    const isKnown = this.#fleet.instances.some((instance) => instance.id === id);
    if (state === 'absent') return isKnown ? [{ kind: 'gone', id }] : [];
    const events: ModelEvent[] = isKnown ? [] : [{ kind: 'appeared', id }];
    if (state === 'running') events.push({ kind: 'running', id });
    if (state === 'deleting') events.push({ kind: 'deleting', id });
    return events;
  }

  #checkRefusals(effects: readonly Effect[], at: number): void {
    for (const effect of effects) {
      if (effect.kind !== 'decided' || effect.decision.kind !== 'refuse-reservation') continue;
      this.#same('refusal', effect.decision.reason, refusal(this.#fleet), at);
      this.#count(effect.decision.reason);
    }
  }

  #checkTerms(at: number): void {
    const { acquired, pending, reserved, free, readyFree, idleTarget } = this.#scaler.inputs(at);
    const fleet = this.#fleet;
    const terms = {
      A: slots.acquired(fleet),
      P: fleet.waiting.length,
      R: fleet.reserved.length,
      F: slots.free(fleet),
      ready: slots.readyFree(fleet),
      T: target(fleet),
    };
    this.#same('terms', { A: acquired, P: pending, R: reserved, F: free, ready: readyFree, T: idleTarget }, terms, at);
  }

  #noteDebt(at: number): void {
    this.#lastAt = at;
    this.#owedSince = decides(this.#fleet, at) ? (this.#owedSince ?? at) : null;
  }

  /** Whether the core lets an evaluation wait that would decide something: for more than a second, or for longer than time alone needs to bring it. */
  #checkPunctual(at: number): void {
    const late = (this.#owedSince !== null && at > this.#owedSince + 1000) || (at - 1001 > this.#lastAt && decides(this.#fleet, at - 1001));
    if (late)
      throw new Error(
        `at ${String(at)} an evaluation is overdue: ${JSON.stringify(surplus(this.#fleet, at - 1001))}, growth ${String(growth(this.#fleet, at - 1001))}`,
      );
  }

  #same(what: string, core: unknown, model: unknown, at: number): void {
    if (!isDeepStrictEqual(core, model))
      throw new Error(`at ${String(at)} the ${what} differ: the core has ${JSON.stringify(core)}, the model ${JSON.stringify(model)}`);
  }

  #count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}

const decides = (fleet: ModelFleet, at: number): boolean => growth(fleet, at) > 0 || surplus(fleet, at).go.length > 0;

function coreDecisions(effects: readonly Effect[]): ModelDecision[] {
  const decisions: ModelDecision[] = [];
  for (const effect of effects) {
    if (effect.kind === 'start-job' || effect.kind === 'rebind-job')
      decisions.push({ kind: 'bind', key: effect.key, id: effect.instance.id, slot: effect.slot });
    if (effect.kind !== 'decided') continue;
    const { decision } = effect;
    if (decision.kind === 'remove') decisions.push({ kind: 'remove', id: decision.id, reason: decision.reason });
    if (decision.kind === 'withdraw') decisions.push({ kind: 'withdraw', id: decision.id });
    if (decision.kind === 'scale-up' && decision.granted > 0) decisions.push({ kind: 'scale-up', count: decision.granted });
  }
  return decisions;
}
