import { readdirSync } from 'node:fs';
import { describe, test } from 'vitest';
import { replayGolden } from '../../golden.ts';
import { ScriptConsole } from './script-console.ts';

const directory = new URL('../../golden/manager/', import.meta.url).pathname;

describe.each(readdirSync(directory))('%s', (file) => {
  test('the manager decides as written', () => {
    const console = new ScriptConsole({ restoring: false });
    replayGolden(directory + file, (command) => console.handle(command));
  });

  test.skipIf(process.env['UPDATE_GOLDEN'] === '1')('a manager restored from its snapshot before every step decides the same', () => {
    const console = new ScriptConsole({ restoring: true });
    replayGolden(directory + file, (command) => console.handle(command));
  });
});
