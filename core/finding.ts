/** How grave a finding is: an error stops the command, a warning and a note do not. */
export type Severity = 'error' | 'warning' | 'note';

/**
 * One thing that is wrong, or worth saying, about a file that a user wrote: a configuration or a scenario.
 * It never carries a token, a password or a key, neither in its message nor in its line.
 */
export interface Finding {
  readonly severity: Severity;
  /** The rule's short name, shown in brackets after the severity: `syntax`, `type`, `range`, `unknown-key`, `V6`. */
  readonly rule: string;
  /** What is wrong, in one line, without a full stop. */
  readonly message: string;
  /** Where it is in the document, as `runners[0].autoscaler.policy[1].idle_time`; empty for the document as a whole. */
  readonly path: string;
  /** The file's name as the user gave it. */
  readonly file: string;
  /** From 1; 0 when the finding has no place in the file (a value that came from the command line, a document that lacks something). */
  readonly line: number;
  /** From 1, in characters; 0 when there is no place. */
  readonly column: number;
  /** Characters that the caret underlines, at least 1 where there is a place. */
  readonly length: number;
  /** The text of that line, secrets masked; empty when there is no place. */
  readonly sourceLine: string;
  /** What to do about it, in one line; empty when there is nothing to add. */
  readonly hint: string;
}
