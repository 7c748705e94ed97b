import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtInScenarios } from '../../cli/built-in-scenarios.ts';
import type { Result } from '../../sim/measure/result.ts';
import { figureText } from '../../sim/text/figure-text.ts';
import { root } from '../house/repository.ts';
import { headerOf } from '../scenarios/expected-range.ts';
import { play } from '../scenarios/play.ts';
import { expectPart, expectTable } from './generated-part.ts';

const page = 'docs/SCENARIOS.md';
const textOf = (name: string): string => readFileSync(join(root, 'scenarios', `${name}.yaml`), 'utf8');

/** A paragraph of a header, on one line: `Shows`, `Report`, `Trace`. */
function paragraph(name: string, title: string): string {
  const header = headerOf(textOf(name)).map((line) => line.slice(2));
  const first = header.findIndex((line) => line.startsWith(`${title}: `));
  if (first < 0) return '';
  const rest = header.slice(first + 1);
  const length = rest.findIndex((line) => /^\w/.test(line));
  return [header[first]!.slice(title.length + 2), ...rest.slice(0, length).map((line) => line.trim())].join(' ');
}

const figures = ['wait.mean', 'wait.p50', 'wait.p95', 'wait.max', 'instances.created', 'instances.peak', 'billed.hours'] as const;

describe('the page of scenarios', () => {
  test('has each of them, with what its header says that it shows', () => {
    const rows = builtInScenarios().map((name) => [`[\`${name}\`](../scenarios/${name}.yaml)`, paragraph(name, 'Shows'), paragraph(name, 'Report')]);
    expect(rows.every(([, shows]) => shows !== '')).toBe(true);
    expectTable(page, 'scenarios', ['scenario', 'shows', 'public report'], rows);
  });

  test.each(['burst-300-with-15-idle', 'quiet-pool', 'quiet-pool-mac'])('has the figures of %s beside those of upstream, as its header has', (name) => {
    const [ours, upstream] = [play(name, [], null), play(name, ['compat=upstream'], null)];
    const text = ({ metrics }: Result, figure: string): string => figureText(metrics[figure]?.value ?? null, metrics[figure]?.unit ?? 'count');
    const rows = figures.map((figure) => [figure, text(ours, figure), text(upstream, figure)]);
    expectTable(page, name, ['figure', 'drydock', '`--set compat=upstream`'], rows);
    const lines = [['', 'drydock', 'upstream'], ...rows].map(
      ([first = '', second = '', third = '']) => `#   ${first.padEnd(20)}${second.padStart(10)}${third.padStart(12)}`,
    );
    const seeds = ours.replications === 1 ? 'one seed' : `${ours.replications} seeds`;
    expectPart(
      `scenarios/${name}.yaml`,
      '# Found',
      'version: 1',
      ` in ${seeds}, with and without --set compat=upstream; a test keeps it true:\n${lines.join('\n')}\n`,
    );
  });
});
