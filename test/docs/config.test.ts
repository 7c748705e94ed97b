import { test } from 'vitest';
import { allKeys } from '../../adapters/config/explain-key.ts';
import { expectTable } from './generated-part.ts';

test('the page of the configuration has every key that is read', () => {
  const rows = allKeys().map(({ path, type, default: value, range, effect }) => [`\`${path}\``, type, value, range, effect]);
  expectTable('docs/CONFIG.md', 'keys', ['key', 'type', 'default', 'range', 'effect'], rows);
});
