import { join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import LongestFirst from './test/house/longest-first.ts';

/** What replaces a module, or measures the memory of its own process. */
const alone = ['test/cli/sim-run-broken.test.ts', 'test/adapters/job-log/job-log.test.ts', 'test/contract/*-connector.test.ts'];
const exclude = ['dist/**', 'node_modules/**'];

// Every program and thread that a test starts compiles the same sources: they do so once, and keep what came of it.
env['NODE_COMPILE_CACHE'] ??= join(fileURLToPath(new URL('.', import.meta.url)), 'node_modules/.cache/compiled');

export default defineConfig({
  test: {
    // A thread starts twice as fast as a process, and no test changes the state of the process.
    pool: 'threads',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['./test/house/closing-line-reporter.ts'],
    projects: [
      // What one file has loaded and compiled serves the next: a third of the processor time went into doing that for each.
      { extends: true, test: { name: 'together', isolate: false, include: ['test/**/*.test.ts'], exclude: [...exclude, ...alone] } },
      { extends: true, test: { name: 'alone', include: alone, exclude } },
    ],
  },
});
