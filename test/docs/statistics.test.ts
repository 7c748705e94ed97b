import { expect, test } from 'vitest';
import { metrics } from '../../sim/measure/metric.ts';
import type { Result } from '../../sim/measure/result.ts';
import { figureText } from '../../sim/text/figure-text.ts';
import { play } from '../scenarios/play.ts';
import { expectTable } from './generated-part.ts';

test('the page of statistics has every baseline, with what it counts', () => {
  const rows = metrics.filter(({ baseline }) => baseline).map(({ name, description }) => [`\`${name}\``, description]);
  expectTable('docs/STATISTICS.md', 'baselines', ['metric', 'what it is'], rows);
});

test('the page of statistics has what resampling makes of the real history, and days hold what was recorded', () => {
  const [recorded, days, pipelines] = [
    play('bitcoin-linux', [], null),
    ...['days', 'pipelines'].map((bootstrap) => play('bitcoin-linux', [`bootstrap=${bootstrap}`], 10)),
  ] as [Result, Result, Result];
  const text = ({ metrics: of }: Result, name: string): string => figureText(of[name]!.value, of[name]!.unit);
  const rows = [
    ['as recorded', recorded],
    ['days', days],
    ['pipelines', pipelines],
  ] as const;
  const cells = rows.map(([name, result]) => {
    const { lo, hi } = result.metrics['wait.p95']!;
    const interval = lo === null || hi === null ? '' : `${figureText(lo, 'seconds')} to ${figureText(hi, 'seconds')}`;
    return [name, text(result, 'wait.p50'), text(result, 'wait.p95'), interval, text(result, 'wait.slo2m')];
  });
  expectTable('docs/STATISTICS.md', 'blocks', ['history', 'wait.p50', 'wait.p95', '95 % interval', 'wait.slo2m'], cells);
  const { lo, hi } = days.metrics['wait.p95']!;
  const whole = recorded.metrics['wait.p95']!.value!;
  expect([whole >= lo!, whole <= hi!]).toEqual([true, true]);
});
