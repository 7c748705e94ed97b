import { defineConfig } from 'vitest/config';

// Where the machine-readable report goes, when somebody (.ci/run) asks for it.
const report = process.env.TEST_REPORT;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['dist/**', 'node_modules/**'],
    // Files are isolated by process-wide state only where they have some; a thread starts twice as fast as a process.
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['./test/house/closing-line-reporter.ts', ...(report === undefined ? [] : [['json', { outputFile: report }]])],
  },
});
