import type { Result } from '../../sim/measure/result.ts';
import { resultText } from '../../sim/measure/result-text.ts';

/** The result itself, in the bytes in which `sim run -o` writes it. */
export function jsonReport(result: Result): string {
  return resultText(result);
}
