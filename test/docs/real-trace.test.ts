import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { figureText } from '../../sim/text/figure-text.ts';
import { root } from '../house/repository.ts';
import { play } from '../scenarios/play.ts';
import { expectTable } from './generated-part.ts';

const quantiles = [0.5, 0.9, 0.95, 0.99];
const slots = [12, 16, 20, 30];

/** Waits of the Linux jobs as the file has them, from the shortest. */
function observedWaits(): number[] {
  const rows = readFileSync(join(root, 'scenarios/traces/bitcoin-core-gha-2025-09.csv'), 'utf8').trimEnd().split(/\r?\n/).slice(1);
  const linux = rows.map((row) => row.split(',')).filter((row) => row[3] === 'linux');
  return linux.map((row) => Number(row[1])).sort((a, b) => a - b);
}

test('the page of the real trace has the waits that were observed beside those that are simulated', () => {
  const waits = observedWaits();
  expect(waits).toHaveLength(12_029);
  const observed = quantiles.map((share) => figureText(waits[Math.ceil(share * waits.length) - 1]!, 'seconds'));
  const simulated = slots.map((count) => {
    const { metrics } = play('bitcoin-linux', [`concurrent=${count}`, `runners.autoscaler.max_instances=${count}`], null);
    expect([metrics['jobs.arrived']?.value, metrics['jobs.unfinished']?.value]).toEqual([12_029, 0]);
    return [`simulated, ${count} slots`, ...quantiles.map((share) => figureText(metrics[`wait.p${share * 100}`]?.value ?? null, 'seconds'))];
  });
  expectTable('docs/REAL-TRACE.md', 'waits', ['wait', 'p50', 'p90', 'p95', 'p99'], [['observed', ...observed], ...simulated]);
});
