import type { Fault, FaultCode } from '../../../core/fault.ts';
import type { JobEffect } from '../../../core/job/job-effect.ts';
import type { JobEvent } from '../../../core/job/job-event.ts';
import { jobLineText } from '../../../core/job/job-line-text.ts';
import { JobMachine } from '../../../core/job/job-machine.ts';
import type { JobState } from '../../../core/job/job-state.ts';
import type { JobOutcome } from '../../../core/job/outcome.ts';
import type { StopCause } from '../../../core/job/stop-cause.ts';
import type { Command } from '../../golden.ts';
import { jobConfig, jobPlan, plannedStage } from './plans.ts';

/**
 * Plays a golden file against one job machine at a time. Times are seconds, answers are to the last operation unless `op` says otherwise.
 *
 * `job key=value…` makes a machine; `running stage=NAME at=SECONDS` brings a new one undisturbed to that stage, all at that instant; the
 * other commands are its events. A body is the detail of a fault whose code is `fault`.
 */
export class JobConsole {
  #plan = jobPlan();
  #config = jobConfig();
  #machine = new JobMachine(this.#plan, this.#config);
  #op = 0;
  #stage = '';

  handle(command: Command): string {
    if (command.name === 'job') return this.#job(command);
    if (command.name === 'running') return this.#running(command);
    return this.#step(toEvent(command, this.#op)).join('\n');
  }

  #job({ args }: Command): string {
    const seconds = (key: string, otherwise: number): number => 1000 * Number(args.get(key) ?? otherwise);
    this.#plan = jobPlan({
      image: args.get('image') ?? null,
      imageAllowed: args.get('allowed') !== 'no',
      configurationError: args.has('shell') ? `the instance executor doesn't support shells that require a script file` : null,
      timeout: seconds('timeout', 3600),
      scriptTimeout: seconds('script_timeout', 0),
      afterScriptIgnoreErrors: args.get('after_script_errors') !== 'count',
      ...(args.has('stages') && { stages: (args.get('stages') as string).split(',').map(plannedStage) }),
    });
    this.#config = jobConfig({
      prepareTimeout: seconds('prepare_timeout', 0),
      dialTimeout: seconds('dial_timeout', 600),
      vmIsolation: args.has('vm'),
      vmImage: args.get('vm') ?? '',
      allowedImages: args.get('allowed_images')?.split(',') ?? [],
    });
    this.#machine = new JobMachine(this.#plan, this.#config);
    this.#stage = '';
    return '';
  }

  #running({ args }: Command): string {
    const at = 1000 * Number(args.get('at'));
    let output = this.#step({ kind: 'started', at, receivedAt: 0, instance: 'i-1', slot: 0 });
    while (this.#stage !== args.get('stage')) {
      const last = output.findLast((line) => line.includes('#')) ?? '';
      const op = this.#op;
      if (last.startsWith('dial #')) output = this.#step({ kind: 'dialed', at, op, fault: null });
      else if (last.startsWith('create-vm')) output = this.#step({ kind: 'vm-created', at, op, vm: 'nesting-1', stomped: null, fault: null });
      else if (last.startsWith('dial-vm')) output = this.#step({ kind: 'vm-dialed', at, op, fault: null });
      else if (last.startsWith('run')) output = this.#step({ kind: 'stage-ended', at, op, exitCode: 0, fault: null });
      else throw new Error(`the job never comes to ${String(args.get('stage'))}`);
    }
    return output.join('\n');
  }

  /** Every step is made by a machine restored from what the one before it saved, so that no state is left out. */
  #step(event: JobEvent): string[] {
    const effects: JobEffect[] = [];
    this.#machine.step(event, effects);
    this.#machine = JobMachine.restore(this.#plan, this.#config, JSON.parse(JSON.stringify(this.#machine.save())) as JobState);
    for (const effect of effects) {
      if ('op' in effect) this.#op = effect.op;
      if (effect.kind === 'run-stage') this.#stage = effect.stage.name;
      if (effect.kind === 'ended') this.#stage = '';
    }
    return effects.map(effectText);
  }
}

function toEvent({ name, args, body }: Command, lastOp: number): JobEvent {
  const at = 1000 * Number(args.get('at'));
  const op = Number(args.get('op') ?? lastOp);
  const fault: Fault | null = args.has('fault') ? { code: args.get('fault') as FaultCode, detail: body } : null;
  const instance = args.get('instance') ?? 'i-1';
  const slot = Number(args.get('slot') ?? 0);
  switch (name) {
    case 'started':
      return { kind: name, at, receivedAt: 1000 * Number(args.get('received') ?? 0), instance, slot };
    case 'rebound':
      return { kind: name, at, instance, slot };
    case 'dialed':
    case 'vm-dialed':
    case 'vm-deleted':
      return { kind: name, at, op, fault };
    case 'vm-created':
      return { kind: name, at, op, vm: args.get('vm') ?? 'nesting-1', stomped: args.get('stomped') ?? null, fault };
    case 'stage-ended':
      return { kind: name, at, op, exitCode: args.has('exit') ? Number(args.get('exit')) : null, fault };
    case 'closed':
      return { kind: name, at, op };
    case 'stop':
      return { kind: name, at, cause: args.get('cause') as StopCause };
    case 'canceled':
      return { kind: name, at, form: args.get('form') as 'graceful' | 'hard' };
    case 'wake':
      return { kind: name, at };
    default:
      throw new Error(`no event is called ${name}`);
  }
}

const secondsText = (at: number): string => `${String(at / 1000)}s`;

function effectText(effect: JobEffect): string {
  switch (effect.kind) {
    case 'dial':
      return `dial #${String(effect.op)} ${effect.instance}, until ${secondsText(effect.deadline)}`;
    case 'create-vm':
      return `create-vm #${String(effect.op)} ${effect.image} on slot ${String(effect.slot)}, until ${secondsText(effect.deadline)}`;
    case 'dial-vm':
      return `dial-vm #${String(effect.op)}, until ${secondsText(effect.deadline)}`;
    case 'run-stage':
      return `run #${String(effect.op)} ${effect.stage.name} CI_JOB_STATUS=${effect.status}, until ${secondsText(effect.deadline)}`;
    case 'kill-stage':
      return `kill #${String(effect.op)}`;
    case 'delete-vm':
      return `delete-vm #${String(effect.op)} ${effect.vm}, until ${secondsText(effect.deadline)}`;
    case 'close':
      return `close #${String(effect.op)}, until ${secondsText(effect.deadline)}`;
    case 'ask-instance':
      return `ask-instance ${effect.fault.code}: ${effect.fault.detail}`;
    case 'report':
      return `log "${jobLineText(effect.line).replaceAll('\n', '\n     ')}"`;
    case 'wake':
      return `wake ${secondsText(effect.at)}`;
    case 'ended':
      return outcomeText(effect.outcome);
  }
}

function outcomeText({ state, reason, exitCode, instanceFault }: JobOutcome): string {
  const words = [`ended ${state}`];
  if (reason !== null) words.push(reason);
  if (exitCode !== null) words.push(`exit code ${String(exitCode)}`);
  if (instanceFault !== null) words.push(`the instance is to blame (${instanceFault.code}: ${instanceFault.detail})`);
  return words.join(', ');
}
