import { test } from 'vitest';
import { folder, smallConfig, smallScenario } from '../cli/fixture.ts';
import { watchRun } from '../adapters/metrics/watched-run.ts';
import { expectTable } from './generated-part.ts';

const write = folder();
write('config.toml', smallConfig);

test('the page of metrics has every name with its labels', () => {
  const { metrics } = watchRun(write('small.yaml', smallScenario()), { until: 0 });
  const rows = metrics.registry
    .getMetricsAsArray()
    .filter(({ name }) => !/^(process|nodejs)_/.test(name))
    .map((metric) => {
      const { name, help, type, labelNames } = metric as typeof metric & { readonly labelNames: readonly string[] };
      return [
        `\`${name}\``,
        String(type),
        labelNames
          .filter((label) => label !== 'le')
          .map((label) => `\`${label}\``)
          .join(' '),
        help,
      ];
    });
  expectTable('docs/METRICS.md', 'metrics', ['name', 'type', 'labels', 'meaning'], rows);
});
