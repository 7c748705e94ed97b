/** What went wrong outside, in words that decisions, logs and reports share. */
export type FaultCode =
  'throttled' | 'out-of-capacity' | 'quota' | 'not-found' | 'conflict' | 'timeout' | 'auth' | 'unreachable' | 'command-failed' | 'unknown';

/** A failure of the outside world: data in an event, never an exception. */
export interface Fault {
  readonly code: FaultCode;
  /** One line for the log, without secrets. */
  readonly detail: string;
}
