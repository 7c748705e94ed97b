import { expect, test } from 'vitest';
import { oneLine } from '../../../sim/text/one-line.ts';
import { summary, type SummaryInput } from '../../../sim/text/summary.ts';
import type { TextStyle } from '../../../sim/text/text-style.ts';
import type { Command } from '../../golden.ts';
import { testGolden } from '../../golden-tests.ts';
import { exampleManager, exampleResult, lossObjective, waitObjective, type ExampleParts } from './example-result.ts';

const assumptions = [
  { path: 'fleet.failure.connect', value: '0.2%', source: 'a guess' },
  { path: 'fleet.api.list_latency', value: '{ p50: 180ms, p95: 900ms }', source: 'a guess' },
  { path: 'fleet.api.errors', value: '0%', source: 'not modelled' },
  { path: 'fleet.host.pool', value: 'no limit', source: 'not modelled' },
];

const examples: Readonly<Record<string, ExampleParts>> = {
  missed: {},
  met: { waits: [1, 2, 3], objectives: [waitObjective, lossObjective], why: {}, busy: 2 },
  once: { seeds: 1, objectives: [lossObjective] },
  'no-price': { facts: { currency: null, price: null, price_source: null, hosts: false }, objectives: [] },
  assumed: { facts: { assumptions } },
  set: {
    facts: {
      set: [
        { path: 'runners.autoscaler.max_instances', value: '5' },
        { path: 'fleet.boot', value: { p50: '8m' } },
      ],
    },
  },
  interrupted: { complete: false },
  behind: { waiting: 40, objectives: [waitObjective], waits: [5, 12, 30] },
};

const given: Pick<SummaryInput, 'command' | 'search' | 'objectivesFrom'> = {
  command: (changes) => ['sim run mac.yaml', ...changes.map(({ path, value }) => `--set ${path}=${value}`)].join(' '),
  search: 'sim recommend mac.yaml',
  objectivesFrom: null,
};

testGolden({ directory: 'test/golden/summary/', opener: 'summary', open: () => render });

function render({ name, args }: Command): string {
  const style: TextStyle = { width: Number(args.get('width') ?? 100), colour: args.get('colour') === 'yes', unicode: args.get('unicode') !== 'no' };
  const result = exampleResult(examples[args.get('example') ?? 'missed']);
  const lines =
    name === 'quiet' ? [`  ${oneLine(result, style)}`] : summary({ result, manager: exampleManager(), ...given, written: args.get('written') ?? null }, style);
  return lines.join('\n').replaceAll('\u001b', 'ESC');
}

test('no line of a summary is wider than 100 columns', () => {
  for (const parts of Object.values(examples)) {
    const lines = summary({ result: exampleResult(parts), manager: exampleManager(), ...given, written: null }, { width: 100, colour: false, unicode: true });
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  }
});

test('without UTF-8 a summary is ASCII', () => {
  for (const parts of Object.values(examples)) {
    const lines = summary({ result: exampleResult(parts), manager: exampleManager(), ...given, written: null }, { width: 100, colour: false, unicode: false });
    expect(lines.filter((line) => /[^\x20-\x7e]/.test(line))).toEqual([]);
  }
});

test('the percentages of why sum to 100', () => {
  const why = { limit: 333, 'scale-up': 333, 'request-pacing': 333, prepare: 1 };
  const lines = summary({ result: exampleResult({ why }), manager: exampleManager(), ...given, written: null }, { width: 100, colour: false, unicode: true });
  const percents = lines.flatMap((line) => /^\s+(\d+) % {2}\S.*→/.exec(line)?.[1] ?? []);
  expect(percents.reduce((sum, percent) => sum + Number(percent), 0)).toBe(100);
});

test('a run without objectives is not said to have met them', () => {
  const style = { width: 100, colour: false, unicode: true };
  expect(oneLine({ ...exampleResult(), slo: [] }, style)).toMatch(/^· /);
});
