import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startRedis } from '../servers/redis.ts';

const limits = Array.from({ length: 10 }, (_, index) => 12 + 2 * index);
const idle = Array.from({ length: 20 }, (_, index) => index + 1);

/**
 * A sweep of 201 configurations, each with the 12,029 Linux jobs of the real trace: by one, two and four processes of one thread each that take pieces from a
 * queue, and beside each by as many threads of one process; in seconds, and in seconds of processors. All must print the same.
 */
export async function measureQueue(sim: string, scenarios: string): Promise<string[]> {
  const axes = [
    `runners.autoscaler.max_instances=${limits.join(',')}`,
    'concurrent=@runners.autoscaler.max_instances',
    `runners.autoscaler.policy.0.idle_count=${idle.join(',')}`,
  ];
  const args = [sim, 'sweep', join(scenarios, 'bitcoin-linux.yaml'), ...axes.flatMap((axis) => ['--axis', axis]), '-f', 'json'];
  const lines: string[] = [];
  for (const count of [1, 2, 4]) {
    const threads = await measured(() => timed([...args, '--workers', String(count)]));
    const queue = await measured(() => byQueue(sim, args, count));
    if (queue.stdout !== threads.stdout) throw new Error(`${count} workers gave another result than as many threads`);
    for (const [name, { seconds, processorSeconds }] of Object.entries({ [`queue-${count}`]: queue, [`queue-${count}-threads`]: threads })) {
      lines.push(`${name} ${seconds.toFixed(2)} s`, `${name}-cpu ${processorSeconds.toFixed(2)} s`);
    }
  }
  return lines;
}

/** Adds what all processes that were started and have ended meanwhile took of the processors. */
async function measured(work: () => Timed | Promise<Timed>): Promise<Timed & { readonly processorSeconds: number }> {
  const from = childrenSeconds();
  return { ...(await work()), processorSeconds: childrenSeconds() - from };
}

/** Processor time of this process's ended children, as Linux counts it: in hundredths of a second. */
function childrenSeconds(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

async function byQueue(sim: string, args: readonly string[], count: number): Promise<Timed> {
  const redis = await startRedis();
  const workers = Array.from({ length: count }, () => spawn(process.execPath, [sim, 'worker', redis.url, '-j', '1'], { stdio: ['ignore', 'ignore', 'pipe'] }));
  try {
    await Promise.all(workers.map((worker) => isReady(worker)));
    return timed([...args, '--queue', redis.url]);
  } finally {
    for (const worker of workers) worker.kill('SIGTERM');
    await Promise.all(workers.map((worker) => once(worker, 'exit')));
    await redis.stop();
  }
}

/** A worker says that it is there before it looks for work for the first time. */
async function isReady(worker: ChildProcess): Promise<void> {
  await once(worker.stderr!, 'data');
  worker.stderr!.resume();
  await pause(500);
}

interface Timed {
  readonly seconds: number;
  readonly stdout: string;
}

function timed(args: readonly string[]): Timed {
  const from = performance.now();
  const { status, stderr, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(stderr);
  return { seconds: (performance.now() - from) / 1000, stdout };
}
