import { DefaultReporter } from 'vitest/node';
import type { SerializedError, TestModule, TestRunEndReason } from 'vitest/node';
import { closingLine } from './closing-line.ts';

/** The default reporter, and as the very last line of the run its totals in the form that scripts read. */
export default class ClosingLineReporter extends DefaultReporter {
  override onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[], reason: TestRunEndReason): void {
    super.onTestRunEnd(modules, errors, reason);
    this.log(closingLine(modules, errors.length));
  }
}
