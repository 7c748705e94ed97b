import { InvalidArgumentError, Option, type Command } from 'commander';
import { durationPattern, parseDuration } from '../sim/scenario/text/duration.ts';
import type { Io } from './io.ts';
import type { Finish } from './sim-program.ts';

/** What a command that may use a queue is told of it. */
export interface QueueOptions {
  /** The address as it was written, password and all. */
  readonly queue?: string;
  /** Milliseconds. */
  readonly patience?: number;
}

/** How long a queue that does not answer is waited for, where the user does not say. */
export const usualPatienceMs = 30_000;

/** The options of `sim worker`. */
export interface WorkerOptions {
  readonly threads?: number;
  /** Milliseconds. */
  readonly patience: number;
  /** Milliseconds. */
  readonly lease: number;
  /** Milliseconds. */
  readonly idleTimeout?: number;
}

/** `--queue`, of commands that can have their replications run elsewhere. */
export function queueOption(): Option {
  return new Option('--queue <url>', 'have replications run by the workers at redis://HOST:PORT (sim worker); the password may be in $REDISCLI_AUTH');
}

/** `--patience`, of all that speak to a queue. */
export function patienceOption(): Option {
  return new Option('--patience <duration>', 'give up a queue that does not answer for so long').argParser(duration).default(usualPatienceMs, '30s');
}

/** Adds `sim worker`. */
export function addWorker(program: Command, io: Io, finish: Finish): void {
  program
    .command('worker')
    .description('run what sim sweep --queue and sim run --queue have put into a queue; any number of workers may come and go')
    .argument('<url>', 'redis://HOST:PORT of a Redis or Valkey, rediss:// for TLS; the password may be in $REDISCLI_AUTH')
    .option('-j, --threads <n>', 'replications at a time (default: one a processor)', threadCount)
    .addOption(
      new Option('--lease <duration>', 'what a worker holds goes to others after so long without a sign of life').argParser(duration).default(10_000, '10s'),
    )
    .addOption(patienceOption())
    .option('--idle-timeout <duration>', 'end after so long without work (default: never)', duration)
    .action(async (url: string, options: WorkerOptions) => finish(await (await import('./commands/worker.ts')).worker(url, options, io)));
}

function threadCount(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('expected a number from 1 on.');
  return Number(text);
}

function duration(text: string): number {
  const ms = durationPattern.test(text) ? parseDuration(text) : 0;
  if (ms < 100) throw new InvalidArgumentError('expected a duration such as 30s.');
  return ms;
}
