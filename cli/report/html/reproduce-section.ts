import type { Result } from '../../../sim/measure/result.ts';
import { escapeMarkup } from '../escape-markup.ts';
import { reproduceCommand } from '../reproduce-command.ts';
import { table } from './table.ts';

/** What leads to the same figures, digests of the inputs and where each assumption is from. */
export function reproduceSection(result: Result): string {
  const { scenario, config, hash, facts } = result;
  const inputs = table({
    id: 'inputs',
    head: ['input', 'name', 'SHA-256'],
    rows: [
      ['scenario', scenario.name, scenario.sha256],
      ['configuration', config.name, config.sha256],
    ],
  });
  const assumptions = facts.assumptions.map(({ path, value, source }) => [path, value, source ?? 'none']);
  return [
    '<h2>Reproduce</h2>',
    `<pre>${escapeMarkup(reproduceCommand(result))}</pre>`,
    `<p>The same inputs give the hash <code>${hash}</code>, over every decision of every run.</p>`,
    inputs,
    ...(assumptions.length === 0
      ? []
      : [
          `<details><summary>The ${assumptions.length} assumptions</summary>${table({ id: 'assumptions', head: ['parameter', 'value', 'where it is from'], rows: assumptions })}</details>`,
        ]),
  ].join('\n');
}
