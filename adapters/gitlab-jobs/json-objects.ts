const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
/** Blanks, line breaks and tabs; also the bytes of the mark that some editors put first. */
const passedOver: ReadonlySet<number> = new Set([0x20, 0x0a, 0x0d, 0x09, 0xef, 0xbb, 0xbf, comma, openBracket, closeBracket]);

/** One object of a text, or what is wrong at a place of it. */
export type JsonPiece = { readonly kind: 'object'; readonly value: unknown } | { readonly kind: 'problem'; readonly message: string };

/**
 * The objects of a JSON text that comes in chunks: an array of them, arrays one after the other (pages), or one object a line. It holds one object at a time,
 * so that a history of any size is read in little memory. What stands between objects and is no JSON is one problem, as is a text that ends within an object.
 *
 * @param unread keys whose objects and arrays nobody reads: they mostly come empty, which spares half of the time. The chunks are changed for that.
 */
export function* jsonObjects(chunks: Iterable<Buffer>, unread: readonly string[] = []): Generator<JsonPiece> {
  const scanner = new Scanner(unread.map((key) => Buffer.from(`"${key}"`)));
  for (const chunk of chunks) yield* scanner.take(chunk);
  yield* scanner.end();
}

const blank = 0x20;
const colon = 0x3a;

class Scanner {
  readonly #unread: readonly Buffer[];
  /** Bytes of the chunks before. */
  #passed = 0;
  /** Braces and brackets that are open within the object; 0 between objects. */
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The parts of the object that earlier chunks have. */
  #parts: Buffer[] = [];
  /** Whether what stands between objects has been complained of. */
  #astray = false;

  constructor(unread: readonly Buffer[]) {
    this.#unread = unread;
  }

  *take(chunk: Buffer): Generator<JsonPiece> {
    let start = 0;
    let position = 0;
    while (position < chunk.length) {
      if (this.#depth === 0) {
        start = position;
        if (chunk[position] === openBrace) this.#depth = 1;
        else if (!passedOver.has(chunk[position]!) && !this.#astray) yield this.#stray(position);
        position++;
        continue;
      }
      position = this.#scan(chunk, position);
      if (this.#depth === 0) yield this.#object(chunk.subarray(start, position));
    }
    if (this.#depth > 0) this.#parts.push(chunk.subarray(start));
    this.#passed += chunk.length;
  }

  *end(): Generator<JsonPiece> {
    if (this.#depth > 0) yield { kind: 'problem', message: `the text ends within a job, after ${String(this.#passed)} bytes` };
  }

  /** Goes on to the end of the object, or of the chunk. */
  #scan(chunk: Buffer, from: number): number {
    const length = chunk.length;
    let depth = this.#depth;
    let position = from;
    /** Where the inside of a part begins that is not read; −1 outside of such. */
    let unreadFrom = -1;
    if (this.#inString) position = stringEnd(chunk, position + (this.#escaped ? 1 : 0)) + 1;
    for (; position < length; position++) {
      const byte = chunk[position]!;
      if (byte === quote) {
        position = stringEnd(chunk, position + 1);
      } else if (byte === openBrace || byte === openBracket) {
        if (depth === 1 && this.#isUnread(chunk, position)) unreadFrom = position + 1;
        depth++;
      } else if (byte === closeBrace || byte === closeBracket) {
        depth--;
        if (depth === 1 && unreadFrom !== -1) {
          chunk.fill(blank, unreadFrom, position);
          unreadFrom = -1;
        }
        if (depth > 0) continue;
        position++;
        break;
      }
    }
    this.#depth = depth;
    // Past the end by more than the loop goes: the chunk ends within a string, or right after a backslash within one.
    this.#inString = depth > 0 && position > length;
    this.#escaped = this.#inString && position > length + 1;
    return Math.min(position, length);
  }

  /** Whether the key before an opening brace or bracket is one of those that are not read. */
  #isUnread(chunk: Buffer, open: number): boolean {
    let end = open;
    while (end > 0 && (chunk[end - 1] === blank || chunk[end - 1] === colon)) end--;
    return this.#unread.some((key) => end >= key.length && chunk[end - key.length] === quote && isAt(chunk, key, end - key.length));
  }

  #object(last: Buffer): JsonPiece {
    const bytes = this.#parts.length === 0 ? last : Buffer.concat([...this.#parts, last]);
    this.#parts = [];
    try {
      return { kind: 'object', value: JSON.parse(bytes.toString('utf8')) as unknown };
    } catch {
      return { kind: 'problem', message: 'not JSON' };
    }
  }

  #stray(position: number): JsonPiece {
    this.#astray = true;
    return { kind: 'problem', message: `not JSON at byte ${String(this.#passed + position)}` };
  }
}

function isAt(chunk: Buffer, key: Buffer, from: number): boolean {
  for (let index = 0; index < key.length; index++) if (chunk[from + index] !== key[index]) return false;
  return true;
}

/** Where a string ends: at its quote, at the end of the chunk, or one after that where a backslash is its last byte. */
function stringEnd(chunk: Buffer, from: number): number {
  let position = from;
  while (position < chunk.length) {
    const byte = chunk[position]!;
    if (byte === quote) break;
    position += byte === backslash ? 2 : 1;
  }
  return position;
}
