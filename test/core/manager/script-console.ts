import type { ManagerConfig, PolicyConfig, RunnerConfig } from '../../../core/config.ts';
import type { Effect } from '../../../core/effect.ts';
import type { Fault, FaultCode } from '../../../core/fault.ts';
import type { Instance, ProviderState } from '../../../core/fleet/instance.ts';
import type { StoredInstance } from '../../../core/scaling/stored-instance.ts';
import type { Command } from '../../golden.ts';
import { scriptManager, scriptPolicy, scriptRunner } from './script-config.ts';
import { clockText, effectText, inputsText, parseSpan } from './script-text.ts';
import { type CallKind, ScriptWorld } from './script-world.ts';

/** What a script shows unless it says otherwise: job requests come every few seconds and mostly say nothing. */
const hiddenAtFirst = ['request-job', 'abandon-request'];

const noArgs: ReadonlyMap<string, string> = new Map();

interface Table {
  readonly args: ReadonlyMap<string, string>;
  readonly policies: PolicyConfig[];
}

/**
 * Plays a golden file of commands against one manager in a scripted world; what the manager decides and does is the output, a line each.
 *
 * `config key=value…` with lines `policy key=value…` (and `runner key=value…` for a second runner, `stored id uses=N jobs=N` for what state_storage
 * kept) makes a manager under the keys of config.toml. Then, one a line, in any number a block:
 *
 *     start                          the manager starts; all policies without `active` are in force
 *     advance 20m                    time passes
 *     jobs 3                         three jobs come in; they are numbered from 1
 *     job 2 ends [CODE]              a job's machine ends, by a fault of the instance when there is a code
 *     job 2 refuses CODE             it could not prepare on its instance
 *     job 2 canceled
 *     cloud boot=1m delete=10s latency=0 materialises=false accepts=1
 *     fails increase quota           calls of a kind fail, until `mends increase`
 *     holds increase                 calls of a kind are not answered, until `answers increase`
 *     gitlab poll=50s fault=CODE     job requests are kept open so long, or fail
 *     gitlab ends=CODE               those that are open fail
 *     i-1 vanishes | hides | shows | breaks | heals | interrupted | deleting
 *     foreign                        an instance appears that nobody asked for
 *     active 0 1                     the policies whose periods are active
 *     reload key=value…              with its `policy` lines
 *     shutdown graceful | forceful
 *     show request-job, hide decrease
 *     state
 */
export class ScriptConsole {
  readonly #restoring: boolean;
  #world: ScriptWorld | null = null;
  #lines: string[] = [];
  readonly #hidden = new Set<string>(hiddenAtFirst);

  /** @param options.restoring whether every step is made by a manager restored from the snapshot of the one before it. */
  constructor(options: { readonly restoring: boolean }) {
    this.#restoring = options.restoring;
  }

  handle({ name, args, body }: Command): string {
    this.#lines = [];
    const lines = body === '' ? [] : body.split('\n').map((line) => line.trim().split(/\s+/));
    if (name === 'config') this.#configure(args, lines);
    else if (name === 'reload') this.#there.tell({ kind: 'config-reloaded', at: this.#there.now, config: this.#managerConfig(args, lines) });
    else for (const words of [[name, ...[...args].map(([key, value]) => (key === value ? key : `${key}=${value}`))], ...lines]) this.#play(words);
    return this.#lines.join('\n');
  }

  get #there(): ScriptWorld {
    if (this.#world === null) throw new Error('a script begins with config');
    return this.#world;
  }

  #configure(args: ReadonlyMap<string, string>, lines: readonly (readonly string[])[]): void {
    const stored = lines.filter(([word]) => word === 'stored').map(([, id, ...rest]) => storedInstance(id as string, argsOf(rest)));
    this.#world = new ScriptWorld(this.#managerConfig(args, lines), {
      stored: [stored],
      restoring: this.#restoring,
      onEffect: (effect, at) => {
        this.#show(effect, at);
      },
    });
    for (const instance of stored) this.#world.groups[0]?.restore(instance.id);
  }

  #managerConfig(args: ReadonlyMap<string, string>, lines: readonly (readonly string[])[]): ManagerConfig {
    const tables: Table[] = [{ args, policies: [] }];
    for (const [word, ...rest] of lines) {
      if (word === 'runner') tables.push({ args: argsOf(rest), policies: [] });
      else if (word === 'policy') tables.at(-1)?.policies.push(scriptPolicy(argsOf(rest)));
      else if (word !== 'stored') throw new Error(`${String(word)} is no line of a configuration`);
    }
    const runners: RunnerConfig[] = tables.map((table, index) => scriptRunner(table.args, table.policies, index));
    return scriptManager(args, runners);
  }

  #play([name, ...words]: readonly string[]): void {
    const world = this.#there;
    const [first, ...rest] = words;
    switch (name) {
      case 'start':
        this.#start(argsOf(words));
        return;
      case 'advance':
        world.advance(parseSpan(first as string));
        return;
      case 'jobs':
        world.arrive(Number(first));
        return;
      case 'job':
        this.#job(Number(first), rest[0] as string, rest[1] as FaultCode | undefined);
        return;
      case 'cloud':
        this.#setCloud(argsOf(words));
        return;
      case 'gitlab':
        this.#setGitlab(argsOf(words));
        return;
      case 'fails':
        world.fail(first as CallKind, { code: rest[0] as FaultCode, detail: 'as the script says' });
        return;
      case 'mends':
        world.fail(first as CallKind, null);
        return;
      case 'holds':
        world.hold(first as CallKind);
        return;
      case 'answers':
        world.release(first as CallKind);
        return;
      case 'foreign':
        world.groups[0]?.create('running');
        return;
      case 'active':
        world.tell({ kind: 'schedule-changed', at: world.now, runner: 0, active: words.map(Number) });
        return;
      case 'shutdown':
        world.tell({ kind: 'shutdown-requested', at: world.now, mode: first as 'graceful' | 'forceful' });
        return;
      case 'show':
        for (const word of words) this.#hidden.delete(word);
        return;
      case 'hide':
        for (const word of words) this.#hidden.add(word);
        return;
      case 'state':
        this.#state();
        return;
      default:
        this.#instance(name as string, first as string);
    }
  }

  #start(args: ReadonlyMap<string, string>): void {
    const world = this.#there;
    const given = args.get('active')?.split(',').filter(Boolean).map(Number);
    world.start(world.manager.config.runners.map(({ autoscaler }) => given ?? autoscaler.policies.map((_, index) => index)));
  }

  #job(id: number, verb: string, code: FaultCode | undefined): void {
    const world = this.#there;
    const fault: Fault | null = code === undefined ? null : { code, detail: 'the connection failed' };
    if (verb === 'ends') world.endJob(id, fault);
    else if (verb === 'canceled') world.cancel(id);
    else if (verb === 'refuses' && fault !== null) world.refuse(id, fault);
    else throw new Error(`a job does not ${verb}`);
  }

  #setCloud(args: ReadonlyMap<string, string>): void {
    const { cloud } = this.#there;
    const span = (key: string, otherwise: number): number => (args.has(key) ? parseSpan(args.get(key) as string) : otherwise);
    cloud.boot = span('boot', cloud.boot);
    cloud.deletion = span('delete', cloud.deletion);
    cloud.latency = span('latency', cloud.latency);
    if (args.has('materialises')) cloud.materialises = args.get('materialises') === 'true';
    if (args.has('accepts')) cloud.accepts = Number(args.get('accepts'));
  }

  #setGitlab(args: ReadonlyMap<string, string>): void {
    const world = this.#there;
    if (args.has('poll')) world.longPoll = parseSpan(args.get('poll') as string);
    const faultOf = (key: string): Fault => ({ code: args.get(key) as FaultCode, detail: 'as the script says' });
    if (args.has('fault')) world.coordinatorFault = args.get('fault') === 'none' ? null : faultOf('fault');
    if (args.has('ends')) world.endRequests(faultOf('ends'));
  }

  #instance(id: string, verb: string): void {
    const world = this.#there;
    const group = world.groupOf(id);
    const instance = group.instance(id);
    if (verb === 'vanishes') group.instances.delete(id);
    else if (verb === 'hides' || verb === 'shows') instance.hidden = verb === 'hides';
    else if (verb === 'breaks' || verb === 'heals') instance.broken = verb === 'breaks';
    else if (verb === 'interrupted') world.tell({ kind: 'instance-interrupted', at: world.now, runner: 0, id });
    else if (verb === 'deleting') instance.state = verb satisfies ProviderState;
    else throw new Error(`an instance does not ${verb}`);
  }

  #show(effect: Effect, at: number): void {
    if (this.#hidden.has(effect.kind === 'decided' ? effect.decision.kind : effect.kind)) return;
    const text = effectText(effect);
    if (text === null) return;
    const runner = this.#there.groups.length > 1 && 'runner' in effect ? `runner ${String(effect.runner + 1)}: ` : '';
    const job = effect.kind === 'stop-job' ? ` (job ${String([...this.#there.jobs].find(([, key]) => key === effect.key)?.[0] ?? '?')})` : '';
    this.#lines.push(`${clockText(at)}  ${runner}${text}${job}`);
  }

  #state(): void {
    const world = this.#there;
    const { manager, now } = world;
    for (const { scaler } of manager.runners) {
      this.#lines.push(
        `${clockText(now)}  ${inputsText(scaler.inputs(now))}${world.queueLength > 0 ? `, ${String(world.queueLength)} jobs queued at GitLab` : ''}`,
      );
      this.#lines.push(...instanceLines([...scaler.provisioner.instances()]));
    }
  }
}

function argsOf(words: readonly string[]): ReadonlyMap<string, string> {
  if (words.length === 0) return noArgs;
  return new Map(words.map((word) => [word.split('=')[0] as string, word.slice(word.indexOf('=') + 1)]));
}

function storedInstance(id: string, args: ReadonlyMap<string, string>): StoredInstance {
  return { id, useCount: Number(args.get('uses') ?? 0), acquiredCount: Number(args.get('jobs') ?? 0) };
}

/** One line for all neighbours of which the same is to be said. */
function instanceLines(instances: readonly Instance[]): string[] {
  const groups: { ids: string[]; text: string }[] = [];
  for (const instance of instances) {
    const text = instanceText(instance);
    const last = groups.at(-1);
    if (last?.text === text) last.ids.push(instance.id);
    else groups.push({ ids: [instance.id], text });
  }
  return groups.map(({ ids, text }) => `  ${ids.length > 2 ? `${String(ids[0])} to ${String(ids.at(-1))}` : ids.join(', ')}: ${text}`);
}

function instanceText(instance: Instance): string {
  const { state, readiness, acquiredCount, useCount, usableCount } = instance;
  const marks = [
    instance.suspect ? 'suspect' : '',
    instance.draining ? 'draining' : '',
    instance.withdrawn ? 'withdrawn' : '',
    instance.condemned ? 'condemned' : '',
    instance.removalReason === null ? '' : `being removed: ${instance.removalReason}`,
  ].filter((mark) => mark !== '');
  const slots = `${String(acquiredCount)} jobs, ${String(usableCount)} usable slots, ${String(useCount)} uses`;
  return [state, `${readiness},`, slots, ...(marks.length === 0 ? [] : [`(${marks.join(', ')})`])].join(' ');
}
