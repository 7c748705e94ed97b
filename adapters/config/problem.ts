import type { Severity } from '../../core/finding.ts';
import type { KeyPath } from './key-path.ts';

/** A finding before its place in the file has been looked up. */
export interface Problem {
  readonly severity: Severity;
  readonly rule: string;
  readonly message: string;
  readonly path: KeyPath;
  /** Whether the caret goes under the key or under its value. */
  readonly at: 'key' | 'value';
  readonly hint: string;
}

/** Where readers and checks leave what they find, in the order in which they find it. */
export type Report = (problem: Problem) => void;
