import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startRedis } from '../servers/redis.ts';

const limits = Array.from({ length: 10 }, (_, index) => 12 + 2 * index);
const idle = Array.from({ length: 20 }, (_, index) => index + 1);

/**
 * A sweep of 201 configurations, each with the 12,029 Linux jobs of the real trace: on one thread of this process alone, and by one, two and four processes
 * with one thread each that take pieces from a queue. All must print the same.
 */
export async function measureQueue(sim: string, scenarios: string): Promise<string[]> {
  const axes = [
    `runners.autoscaler.max_instances=${limits.join(',')}`,
    'concurrent=@runners.autoscaler.max_instances',
    `runners.autoscaler.policy.0.idle_count=${idle.join(',')}`,
  ];
  const args = [sim, 'sweep', join(scenarios, 'bitcoin-linux.yaml'), ...axes.flatMap((axis) => ['--axis', axis]), '-f', 'json'];
  const alone = timed([...args, '--workers', '0']);
  const lines = [`queue-alone ${alone.seconds.toFixed(2)} s`];
  for (const count of [1, 2, 4]) {
    const redis = await startRedis();
    const workers = Array.from({ length: count }, () =>
      spawn(process.execPath, [sim, 'worker', redis.url, '-j', '1'], { stdio: ['ignore', 'ignore', 'pipe'] }),
    );
    await Promise.all(workers.map((worker) => isReady(worker)));
    const spread = timed([...args, '--queue', redis.url]);
    if (spread.stdout !== alone.stdout) throw new Error(`${count} workers gave another result than one process`);
    for (const worker of workers) worker.kill('SIGTERM');
    await Promise.all(workers.map((worker) => once(worker, 'exit')));
    await redis.stop();
    lines.push(`queue-${count} ${spread.seconds.toFixed(2)} s`);
  }
  return lines;
}

/** A worker says that it is there before it looks for work for the first time. */
async function isReady(worker: ChildProcess): Promise<void> {
  await once(worker.stderr!, 'data');
  worker.stderr!.resume();
  await pause(500);
}

function timed(args: readonly string[]): { readonly seconds: number; readonly stdout: string } {
  const from = performance.now();
  const { status, stderr, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(stderr);
  return { seconds: (performance.now() - from) / 1000, stdout };
}
