import type { Fault, FaultCode } from '../core/fault.ts';

/** A failure of the outside on its way to becoming the `fault` of an event: the one thing that a fleet, a connector or the coordinator's client may reject with. */
export class FaultError extends Error {
  override readonly name = 'FaultError';
  readonly fault: Fault;

  /** @param detail one line for the log, without secrets. */
  constructor(code: FaultCode, detail: string, cause?: unknown) {
    super(detail, cause === undefined ? undefined : { cause });
    this.fault = { code, detail };
  }
}
