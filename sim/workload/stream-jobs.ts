import type { Dependencies } from './dependencies.ts';

/** The jobs of one stream, in order of arrival. Columns grow; `count` says how much of them is used. */
export class StreamJobs {
  count = 0;
  arrivalAt: Float64Array;
  duration: Float64Array;
  failed: Uint8Array;
  /** From arrival to the user's cancel; null where nobody cancels. */
  cancelAfter: Float64Array | null;
  /** Which jobs come only when others have ended; null where all come at their own time. */
  dependencies: Dependencies | null = null;

  constructor(expected: number, cancels: boolean) {
    const length = Math.max(16, Math.ceil(expected));
    this.arrivalAt = new Float64Array(length);
    this.duration = new Float64Array(length);
    this.failed = new Uint8Array(length);
    this.cancelAfter = cancels ? new Float64Array(length) : null;
  }

  /** Makes room for one job more and returns its index. */
  next(): number {
    if (this.count === this.arrivalAt.length) this.#grow();
    return this.count++;
  }

  #grow(): void {
    const length = this.count + (this.count >> 2) + 64;
    const wider = (array: Float64Array): Float64Array => {
      const larger = new Float64Array(length);
      larger.set(array);
      return larger;
    };
    this.arrivalAt = wider(this.arrivalAt);
    this.duration = wider(this.duration);
    if (this.cancelAfter !== null) this.cancelAfter = wider(this.cancelAfter);
    const failed = new Uint8Array(length);
    failed.set(this.failed);
    this.failed = failed;
  }
}
