import { test } from 'vitest';
import { deviations } from '../e2e/golden-runner/deviations.ts';
import { expectTable } from './generated-part.ts';

test('the page of deviations has every one that the comparison with the real runner allows', () => {
  const rows = deviations.map(({ jobs, real, drydock, reason }) => [jobs.map((start) => `\`${start}\``).join(', '), real, drydock, reason]);
  expectTable('docs/DEVIATIONS.md', 'deviations', ['jobs', 'gitlab-runner', 'Drydock', 'because'], rows);
});
