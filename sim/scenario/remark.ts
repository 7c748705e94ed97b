import type { Severity } from '../../core/finding.ts';

/** What is to be said about a part of a scenario, before its place in the file is known. */
export interface Remark {
  readonly severity: Severity;
  readonly rule: string;
  readonly message: string;
  /** Keys and indexes from the document's root to the part. */
  readonly path: readonly (string | number)[];
  /** Whether the key is meant, and not its value. */
  readonly atKey: boolean;
  readonly hint: string;
}
