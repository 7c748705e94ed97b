import type { Result, ResultObjective } from '../../sim/measure/result.ts';
import { figureText } from '../../sim/text/figure-text.ts';
import { caveats } from './caveats.ts';
import { escapeMarkup } from './escape-markup.ts';
import { intervalText } from './interval-text.ts';

/**
 * A test case for every objective, for the test widget of a merge request. A missed objective of the severity `warn` is a skipped test: it is seen, and fails
 * nothing. The caveats of the result stand in the output of the suite.
 */
export function junitReport(result: Result): string {
  const { scenario, slo } = result;
  const counts = `tests="${slo.length}" failures="${slo.filter(isFailure).length}" errors="0" skipped="${slo.filter(isAdvice).length}"`;
  const notes = caveats(result).map(({ label, text }) => `${label}: ${text}`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="sim" ${counts}>`,
    `  <testsuite name="${escapeMarkup(scenario.name)}" ${counts}>`,
    ...slo.flatMap((objective) => testCase(objective, result)),
    `    <system-out>${escapeMarkup(notes.join('\n'))}</system-out>`,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(objective: ResultObjective, result: Result): string[] {
  const open = `    <testcase classname="${escapeMarkup(result.scenario.name)}" name="${escapeMarkup(objective.expr)}" time="0"`;
  const text = escapeMarkup(measured(objective, result));
  if (isFailure(objective)) return [`${open}>`, `      <failure type="objective" message="${text}">${text}</failure>`, '    </testcase>'];
  if (isAdvice(objective)) return [`${open}>`, `      <skipped message="${text}, advisory"/>`, '    </testcase>'];
  return [`${open}>`, `      <system-out>${text}</system-out>`, '    </testcase>'];
}

function isFailure({ ok, severity }: ResultObjective): boolean {
  return !ok && severity === 'error';
}

function isAdvice({ ok, severity }: ResultObjective): boolean {
  return !ok && severity === 'warn';
}

function measured(objective: ResultObjective, { replications }: Result): string {
  const interval = intervalText(objective);
  const seeds = replications === 1 ? '' : `, met in ${objective.passed} of ${replications} seeds`;
  return `${figureText(objective.value, objective.unit)}${interval === '' ? '' : ` (${interval})`}${seeds}`;
}
