import { expect, test } from 'vitest';
import { sim } from '../cli/memory-io.ts';
import { expectPart } from './generated-part.ts';

test('the page on recommendations shows what its command prints', { timeout: 300_000 }, async () => {
  const { code, stdout } = await sim(['recommend', '@mac-nesting', '--slo', 'wait.p95 <= 15m', '--budget', '100', '--replications', '8']);
  expect(code).toBe(0);
  expectPart('docs/RECOMMEND.md', '<!-- output -->\n\n```text\n', '```\n\nThe default takes', stdout);
});
