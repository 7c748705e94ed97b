import { readdirSync } from 'node:fs';
import { describe, test } from 'vitest';
import { replayGolden } from '../../golden.ts';
import { testGolden } from '../../golden-tests.ts';
import { ScriptConsole } from './script-console.ts';

const directory = new URL('../../golden/manager/', import.meta.url).pathname;

testGolden({
  directory,
  opener: 'config',
  open: () => {
    const console = new ScriptConsole({ restoring: false });
    return (command) => console.handle(command);
  },
});

describe.skipIf(process.env['UPDATE_GOLDEN'] === '1')('a manager restored from its snapshot before every step does the same', () => {
  test.each(readdirSync(directory))('in %s', (file) => {
    const console = new ScriptConsole({ restoring: true });
    replayGolden(directory + file, (command) => console.handle(command));
  });
});
