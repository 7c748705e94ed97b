import { describe, expect, test } from 'vitest';
import { fitHiddenBoot, type FittedRun } from '../../../../sim/workload/import/fit-hidden-boot.ts';
import { exp } from '../../../../sim/random/exp.ts';
import { normalQuantile } from '../../../../sim/random/normal-quantile.ts';
import { RandomStream } from '../../../../sim/random/random-stream.ts';

interface Made {
  readonly runs: FittedRun[];
  /** What each ran without its boot. */
  readonly ownMs: number[];
}

interface Making {
  /** Median of the boot, 0 for none. */
  readonly bootMs: number;
  /** Deviation of the logarithm of run times. */
  readonly spread: number;
  readonly coldShare: number;
  readonly kinds?: number;
  readonly perKind?: number;
  readonly seed?: number;
}

/** Jobs of 30 s, 60 s, 90 s … with lognormal run times, some of which boot an instance first. */
function make({ bootMs, spread, coldShare, kinds = 12, perKind = 80, seed = 1 }: Making): Made {
  const own = new RandomStream(seed, 'own');
  const boots = new RandomStream(seed, 'boots');
  const cold = new RandomStream(seed, 'cold');
  const ownMs: number[] = [];
  const runs = Array.from({ length: kinds * perKind }, (_, index) => {
    const kind = index % kinds;
    const run = Math.round(30_000 * (kind + 1) * exp(spread * normalQuantile(own.at(index))));
    ownMs.push(run);
    const boot = cold.at(index) < coldShare ? bootMs * exp(0.2 * normalQuantile(boots.at(index))) : 0;
    return { kind: String(kind), durationMs: Math.round(run + boot), status: 'completed' };
  });
  return { runs, ownMs };
}

const mean = (values: Iterable<number>): number => {
  const all = [...values];
  return all.reduce((sum, value) => sum + value, 0) / all.length;
};

describe('boot time in durations', () => {
  test.each([
    [180, 0.3],
    [460, 0.15],
    [460, 0.6],
  ])('of %i s in a share of %d of the runs is found within 10 %, and the mean without it within 4 %', (bootS, coldShare) => {
    for (let seed = 1; seed <= 5; seed++) {
      const { runs, ownMs } = make({ bootMs: bootS * 1000, spread: 0.08, coldShare, seed });
      const boot = fitHiddenBoot(runs)!;
      expect(Math.abs(boot.p50Ms / (bootS * 1000) - 1)).toBeLessThan(0.1);
      // The 95th percentile of the boot: its median times exp(1.645 × 0.2).
      expect(Math.abs(boot.p95Ms / (bootS * 1000 * exp(0.2 * normalQuantile(0.95))) - 1)).toBeLessThan(0.15);
      expect(Math.abs(mean(boot.durationsMs) / mean(ownMs) - 1)).toBeLessThan(0.04);
      expect(boot.correctedCount).toBe(boot.durationsMs.filter((duration, index) => duration !== runs[index]!.durationMs).length);
    }
  });

  test.each([0.05, 0.3, 0.6, 1])('is not found where there is none, with run times that spread by %d', (spread) => {
    for (let seed = 1; seed <= 20; seed++) expect(fitHiddenBoot(make({ bootMs: 0, spread, coldShare: 0, seed }).runs)).toBeNull();
    for (let seed = 1; seed <= 20; seed++) expect(fitHiddenBoot(make({ bootMs: 0, spread, coldShare: 0, seed, perKind: 12, kinds: 60 }).runs)).toBeNull();
  });

  test('is not found where every run has it: nothing tells it from the run', () => {
    expect(fitHiddenBoot(make({ bootMs: 180_000, spread: 0.08, coldShare: 1 }).runs)).toBeNull();
  });

  test('is not taken from jobs that sometimes do more, each its own share more', () => {
    const slow = new RandomStream(3, 'slow');
    const { runs } = make({ bootMs: 0, spread: 0.05, coldShare: 0 });
    const doubled = runs.map((run, index) => (slow.at(index) < 0.3 ? { ...run, durationMs: run.durationMs * 2 } : run));
    expect(fitHiddenBoot(doubled)).toBeNull();
  });

  test('needs three kinds of job that show it', () => {
    expect(fitHiddenBoot(make({ bootMs: 180_000, spread: 0.05, coldShare: 0.4, kinds: 2 }).runs)).toBeNull();
    expect(fitHiddenBoot(make({ bootMs: 180_000, spread: 0.05, coldShare: 0.4, kinds: 3 }).runs)).not.toBeNull();
  });

  test('nothing is taken from the lower groups; what is left of the upper ones spreads as the lower ones do', () => {
    const { runs, ownMs } = make({ bootMs: 300_000, spread: 0.08, coldShare: 0.3 });
    const { durationsMs } = fitHiddenBoot(runs)!;
    for (let kind = 0; kind < 12; kind++) {
      const indexes = runs.flatMap((run, index) => (run.kind === String(kind) ? [index] : []));
      const own = indexes.map((index) => ownMs[index]!);
      const [least, most] = [Math.min(...own), Math.max(...own)];
      for (const index of indexes) {
        if (runs[index]!.durationMs === ownMs[index]) expect(durationsMs[index]).toBe(ownMs[index]);
        expect(durationsMs[index]!).toBeGreaterThanOrEqual(least * 0.8);
        expect(durationsMs[index]!).toBeLessThanOrEqual(most * 1.2);
      }
    }
  });
});
