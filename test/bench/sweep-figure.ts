import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** 100 configurations, each with the 12,029 Linux jobs of the real trace; the best of three times on one thread. */
export function measureSweep(sim: string, scenarios: string): string[] {
  const limits = Array.from({ length: 10 }, (_, index) => 12 + 2 * index);
  const idle = Array.from({ length: 10 }, (_, index) => index + 1);
  const axes = [
    `runners.autoscaler.max_instances=${limits.join(',')}`,
    'concurrent=@runners.autoscaler.max_instances',
    `runners.autoscaler.policy.0.idle_count=${idle.join(',')}`,
  ];
  const args = ['sweep', join(scenarios, 'bitcoin-linux.yaml'), ...axes.flatMap((axis) => ['--axis', axis]), '--workers', '0', '-f', 'json'];
  const runs = [1, 2, 3].map(() => {
    const from = performance.now();
    const { status, stderr, stdout } = spawnSync(process.execPath, [sim, ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 });
    if (status !== 0) throw new Error(stderr);
    return { seconds: (performance.now() - from) / 1000, points: (JSON.parse(stdout) as { points: number }).points };
  });
  return [`sweep ${Math.min(...runs.map(({ seconds }) => seconds)).toFixed(3)} s`, `sweep-points ${String(runs[0]?.points ?? 0)} points`];
}
