import type { TextRange } from './config-entries.ts';

/** What an earlier patch left behind a value; it goes when the value changes again. */
const ownReason = /(?:^#|;) (?:was|new)\b[^;]*$/;

/** A change of a text: what stands in a range gives way. */
interface Edit extends TextRange {
  readonly text: string;
}

/** Changes of a text that are made together, by the offsets that it has before them, so that none shifts another. Lines end as they end in the text. */
export class TextEdits {
  readonly #text: string;
  readonly #comments: readonly TextRange[];
  readonly #edits: Edit[] = [];
  /** By the offset of the end of its line: the reasons that stand there. */
  readonly #reasons = new Map<number, string[]>();
  readonly #lines = new Map<number, string[]>();
  readonly #newline: string;

  /** @param comments where comments stand. */
  constructor(text: string, comments: readonly TextRange[]) {
    this.#text = text;
    this.#comments = comments;
    this.#newline = /\r?\n/.exec(text)?.[0] ?? '\n';
  }

  /** The text in a range. */
  textOf({ from, to }: TextRange): string {
    return this.#text.slice(from, to);
  }

  /** The blanks at the beginning of a place's line. */
  indentAt(at: number): string {
    return /^[\t ]*/.exec(this.#text.slice(this.#text.lastIndexOf('\n', at - 1) + 1))?.[0] ?? '';
  }

  /** Puts a value in the place of another, with a reason at the end of its line. */
  replace(range: TextRange, text: string, reason: string): void {
    this.#edits.push({ ...range, text });
    this.#addReason(range.to, reason);
  }

  /** Puts a text right behind a place, with a reason at the end of that line. */
  insertBehind(at: number, text: string, reason: string): void {
    this.#edits.push({ from: at, to: at, text });
    this.#addReason(at, reason);
  }

  /** Puts a line below the line of a place, below those that were put there before. */
  insertLine(at: number, line: string, reason: string): void {
    const end = this.#lineEnd(at);
    this.#lines.set(end, [...(this.#lines.get(end) ?? []), reason === '' ? line : `${line} # ${reason}`]);
  }

  /** Puts a line above everything. */
  insertFirst(line: string, reason: string): void {
    this.#edits.push({ from: 0, to: 0, text: `${line} # ${reason}${this.#newline}` });
  }

  /** The text with all changes made. */
  apply(): string {
    const edits = [...this.#edits, ...[...this.#reasons].map(([end, reasons]) => this.#comment(end, reasons))];
    for (const [end, lines] of this.#lines) edits.push({ from: end, to: end, text: lines.map((line) => `${this.#newline}${line}`).join('') });
    // Of what is put at one place the earlier comes first: values, then the comment of their line, then new lines.
    const inOrder = edits.map((edit, order) => ({ ...edit, order })).sort((a, b) => a.from - b.from || a.order - b.order);
    let at = 0;
    let text = '';
    for (const edit of inOrder) {
      text += this.#text.slice(at, edit.from) + edit.text;
      at = Math.max(at, edit.to);
    }
    return text + this.#text.slice(at);
  }

  #addReason(at: number, reason: string): void {
    const end = this.#lineEnd(at);
    this.#reasons.set(end, [...(this.#reasons.get(end) ?? []), reason]);
  }

  /** Behind the user's own words, in the place of those of an earlier patch. */
  #comment(end: number, reasons: readonly string[]): Edit {
    const reason = reasons.join('; ');
    const known = this.#comments.find(({ from, to }) => from < end && to >= end - 1 && to <= end);
    if (known === undefined) return { from: end, to: end, text: ` # ${reason}` };
    const kept = this.textOf(known).replace(ownReason, '').trimEnd();
    return { ...known, text: kept === '' ? `# ${reason}` : `${kept}; ${reason}` };
  }

  /** Before the line's end, and before blanks that stand there. */
  #lineEnd(at: number): number {
    const newline = this.#text.indexOf('\n', at);
    const end = newline < 0 ? this.#text.length : newline;
    return this.#text.charAt(end - 1) === '\r' ? end - 1 : end;
  }
}
