import { compareResults } from '../../../sim/measure/comparison.ts';
import { comparisonText } from '../../../sim/text/comparison-text.ts';
import type { TextStyle } from '../../../sim/text/text-style.ts';
import type { Command } from '../../golden.ts';
import { testGolden } from '../../golden-tests.ts';
import { exampleResult, lossObjective, waitObjective, type ExampleParts } from './example-result.ts';

const examples: Readonly<Record<string, ExampleParts>> = {
  today: {},
  quicker: { waits: [1, 2, 3, 9, 40, 90], busy: 2, facts: { set: [{ path: 'runners.autoscaler.max_instances', value: '5' }] } },
  'other-seeds': { seeds: 3, waits: [5, 12, 31, 90, 550, 1060] },
  once: { seeds: 1 },
  'once-quicker': { seeds: 1, waits: [1, 2, 3, 9, 40, 90] },
  euro: { facts: { currency: 'EUR' } },
  'no-price': { facts: { currency: null, price: null, price_source: null, hosts: false }, objectives: [waitObjective] },
  'less-asked': { objectives: [lossObjective] },
  interrupted: { complete: false },
};

testGolden({ directory: 'test/golden/comparison/', opener: 'compare', open: () => render });

function render({ args }: Command): string {
  const style: TextStyle = { width: Number(args.get('width') ?? 100), colour: args.get('colour') === 'yes', unicode: args.get('unicode') !== 'no' };
  const [a, b] = ['a', 'b'].map((side) => exampleResult(examples[args.get(side) ?? 'today']));
  return comparisonText(compareResults(a!, b!), style)
    .map((line) => line.replaceAll('\u001b', '\\e'))
    .join('\n');
}
