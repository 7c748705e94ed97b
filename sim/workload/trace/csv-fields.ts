import { utf8Text } from './utf8-text.ts';

const comma = 44;
const quote = 34;
const newline = 10;
const carriageReturn = 13;

/** Finds the fields of a CSV text, one row after the other, without copying them. Quotes that are doubled within a quoted field stay doubled. */
export class CsvFields {
  /** Line of the row that was read last, from 1. */
  line = 0;
  /** Whether that row has a quoted field that the file does not end. */
  isUnclosed = false;
  readonly #bytes: Uint8Array;
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  #position = 0;
  #nextLine = 1;
  readonly #words = new Map<number, { readonly text: string; readonly from: number; readonly to: number }>();

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.#position = 3;
  }

  /** Moves to the next row; returns its number of fields, 0 at the end. */
  readRow(): number {
    const bytes = this.#bytes;
    if (this.#position >= bytes.length) return 0;
    this.line = this.#nextLine;
    let count = 0;
    let position = this.#position;
    for (;;) {
      const isQuoted = bytes[position] === quote;
      if (isQuoted) position++;
      this.#from[count] = position;
      if (isQuoted) position = this.#endOfQuoted(position);
      else while (position < bytes.length && bytes[position] !== comma && bytes[position] !== newline) position++;
      this.#to[count++] = position > 0 && !isQuoted && bytes[position - 1] === carriageReturn ? position - 1 : position;
      if (isQuoted) while (position < bytes.length && bytes[position] !== comma && bytes[position] !== newline) position++;
      if (position >= bytes.length || bytes[position] === newline) break;
      position++;
    }
    this.#position = position + 1;
    this.#nextLine++;
    return count;
  }

  isEmpty(field: number): boolean {
    return this.#from[field] === this.#to[field];
  }

  text(field: number): string {
    return utf8Text(this.#bytes, this.#from[field], this.#to[field]);
  }

  /** The field's text; the same few words come again and again and are made once. */
  word(field: number): string {
    const from = this.#from[field] as number;
    const to = this.#to[field] as number;
    let hash = to - from;
    for (let position = from; position < to; position++) hash = (Math.imul(hash, 31) + (this.#bytes[position] as number)) | 0;
    const known = this.#words.get(hash);
    if (known !== undefined && this.#isSame(known.from, known.to, from, to)) return known.text;
    const text = this.text(field);
    this.#words.set(hash, { text, from, to });
    return text;
  }

  /** Two words can have one hash. */
  #isSame(from: number, to: number, otherFrom: number, otherTo: number): boolean {
    if (to - from !== otherTo - otherFrom) return false;
    for (let i = 0; i < to - from; i++) if (this.#bytes[from + i] !== this.#bytes[otherFrom + i]) return false;
    return true;
  }

  /** The field as a decimal number; NaN when it is not one. */
  number(field: number): number {
    const bytes = this.#bytes;
    const to = this.#to[field] as number;
    let position = this.#from[field] as number;
    const isNegative = bytes[position] === 45;
    if (isNegative) position++;
    if (position === to) return Number.NaN;
    let value = 0;
    let scale = 0;
    for (; position < to; position++) {
      const digit = (bytes[position] as number) - 48;
      if (digit >= 0 && digit <= 9) {
        value = value * 10 + digit;
        scale *= 10;
      } else if (digit === -2 && scale === 0) {
        scale = 1;
      } else {
        return decimalNumber(this.text(field));
      }
    }
    if (scale === 1 && to - (this.#from[field] as number) === (isNegative ? 2 : 1)) return Number.NaN;
    if (scale > 1) value /= scale;
    return isNegative ? -value : value;
  }

  isFailed(field: number): boolean {
    return this.word(field) === 'failed';
  }

  #endOfQuoted(position: number): number {
    const bytes = this.#bytes;
    while (position < bytes.length) {
      if (bytes[position] === quote) {
        if (bytes[position + 1] !== quote) return position;
        position++;
      }
      if (bytes[position] === newline) this.#nextLine++;
      position++;
    }
    this.isUnclosed = true;
    return position;
  }
}

/** What is left of numbers: spaces around them and exponents. */
function decimalNumber(text: string): number {
  const trimmed = text.trim();
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(trimmed) ? Number(trimmed) : Number.NaN;
}
