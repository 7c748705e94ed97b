import { LineStamper, type LineStamperOptions } from './line-stamper.ts';
import type { SecretIndex } from './secret-index.ts';
import { SecretMasker } from './secret-masker.ts';
import { Utf8Repair } from './utf8-repair.ts';

/** How one stream enters a job's log. */
export interface LogStreamOptions extends LineStamperOptions {
  readonly secrets: SecretIndex;
  /** False leaves lines as they are (FF_TIMESTAMPS off). */
  readonly timestamps: boolean;
}

/** One stream on its way into the log: its secrets masked, its bytes made valid UTF-8, its lines stamped. */
export class LogStream {
  readonly #masker: SecretMasker;
  readonly #repair = new Utf8Repair();
  readonly #stamper: LineStamper | null;
  readonly #emit: (bytes: Buffer) => void;

  constructor(options: LogStreamOptions) {
    this.#masker = new SecretMasker(options.secrets);
    this.#stamper = options.timestamps ? new LineStamper(options) : null;
    this.#emit = options.emit;
  }

  push(piece: Buffer): void {
    this.#write(this.#repair.push(this.#masker.push(piece)));
  }

  /** Lets out what is held back, and ends an unfinished line where lines are stamped. */
  end(): void {
    this.#write(this.#repair.push(this.#masker.end()));
    this.#write(this.#repair.end());
    this.#stamper?.end();
  }

  #write(bytes: Buffer): void {
    if (this.#stamper !== null) this.#stamper.push(bytes);
    else if (bytes.length > 0) this.#emit(bytes);
  }
}
