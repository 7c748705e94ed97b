import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The 12,029 Linux jobs of the real trace, drawn anew by days, machines that boot in a minute, every key free: the whole command, proof, risks and growth included. */
export function measureRecommend(sim: string, scenarios: string): string[] {
  const settings = ['--set', 'bootstrap=days', '--set', 'fleet.boot=60s'];
  const from = performance.now();
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [sim, 'recommend', join(scenarios, 'bitcoin-linux.yaml'), '--slo', 'wait.p95 <= 5m', '--free', 'all', ...settings, '-f', 'json'],
    { encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (status !== 0) throw new Error(stderr);
  const { runs, options } = JSON.parse(stdout) as { runs: { all: number }; options: { kept: boolean }[] };
  if (options.some(({ kept }) => !kept)) throw new Error('a promise was not kept on unseen seeds');
  return [`recommend ${((performance.now() - from) / 1000).toFixed(3)} s`, `recommend-runs ${String(runs.all)} runs`];
}
