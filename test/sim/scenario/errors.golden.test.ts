import { test } from 'vitest';
import type { Finding } from '../../../core/finding.ts';
import { parseScenario } from '../../../sim/scenario/parse-scenario.ts';
import { replayGolden, type Command } from '../../golden.ts';

test('each error in a scenario file is named with its line, its column and what to write in its place', () => {
  replayGolden('test/golden/scenario/errors.txt', check);
});

/** Lines of the file stand behind a bar, so that an empty line does not end the command. */
function check({ body }: Command): string {
  const text = body === '' ? '' : `${body.replaceAll(/^\| ?/gm, '')}\n`;
  const { scenario, findings } = parseScenario(text, 'fixture.yaml');
  return [scenario === null ? 'refused' : 'accepted', ...findings.map(rendered)].join('\n');
}

function rendered({ severity, rule, message, file, line, column, length, path, sourceLine, hint }: Finding): string {
  const lines = [`${severity}[${rule}]: ${message}`, `  --> ${file}:${String(line)}:${String(column)} (${path})`];
  if (line > 0) lines.push(`  | ${sourceLine}`, `  | ${' '.repeat(column - 1)}${'^'.repeat(length)}`);
  if (hint !== '') lines.push(`  = ${hint}`);
  return lines.join('\n');
}
