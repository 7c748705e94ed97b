import { StringDecoder } from 'node:string_decoder';
import { maskedLine } from '../config/mask-secrets.ts';

const mostLines = 20;
const mostBytes = 4_000;
const longestLine = 400;

/** The end of what a command printed, kept for the case that it fails: a few lines that are fit to be logged, whatever the command printed before. */
export class OutputTail {
  #kept = Buffer.alloc(0);
  #isCut = false;

  add(chunk: Buffer): void {
    const all = Buffer.concat([this.#kept, chunk]);
    this.#isCut ||= all.length > mostBytes;
    this.#kept = all.subarray(Math.max(0, all.length - mostBytes));
  }

  /** The last lines, without empty ones: secrets masked by what stands before them, control characters left out, long ones cut. */
  lines(): readonly string[] {
    const lines = new StringDecoder('utf8').end(this.#kept).split(/[\r\n]+/);
    // Of a line whose beginning is not known nobody can tell whether it is a secret.
    const whole = this.#isCut ? lines.slice(1) : lines;
    const masked = whole.map((_, index) =>
      maskedLine(whole, index)
        .replaceAll(/\p{Cc}/gu, ' ')
        .trimEnd(),
    );
    const told = masked.filter((line) => line !== '').map((line) => (line.length > longestLine ? `${line.slice(0, longestLine)}…` : line));
    return told.slice(-mostLines);
  }
}
