import { test } from 'vitest';
import { metrics } from '../../sim/measure/metric.ts';
import { expectTable } from './generated-part.ts';

test('the page of statistics has every baseline, with what it counts', () => {
  const rows = metrics.filter(({ baseline }) => baseline).map(({ name, description }) => [`\`${name}\``, description]);
  expectTable('docs/STATISTICS.md', 'baselines', ['metric', 'what it is'], rows);
});
