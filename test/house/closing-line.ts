import type { TestModule } from 'vitest/node';

/**
 * The totals of a run as `N passed, N failed, N skipped`. A file that could not be loaded and an error outside any test count as one
 * failure each, so that the line never says 0 failed about a run that failed.
 */
export function closingLine(modules: readonly TestModule[], strayErrors: number): string {
  let passed = 0;
  let skipped = 0;
  let failed = strayErrors;
  for (const module of modules) {
    let failedHere = 0;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') passed += 1;
      else if (state === 'failed') failedHere += 1;
      else skipped += 1;
    }
    failed += module.ok() ? failedHere : Math.max(1, failedHere);
  }
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
