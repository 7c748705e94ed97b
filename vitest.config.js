import { defineConfig } from 'vitest/config';
import LongestFirst from './test/house/longest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['dist/**', 'node_modules/**'],
    // A thread starts twice as fast as a process, and no test changes the state of the process.
    pool: 'threads',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['./test/house/closing-line-reporter.ts'],
  },
});
