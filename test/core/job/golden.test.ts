import { readdirSync } from 'node:fs';
import { test } from 'vitest';
import { replayGolden } from '../../golden.ts';
import { JobConsole } from './job-console.ts';

const directory = new URL('../../golden/job/', import.meta.url).pathname;

test.each(readdirSync(directory))('a job goes as written in %s', (file) => {
  const console = new JobConsole();
  replayGolden(directory + file, (command) => console.handle(command));
});
