import { posix } from 'node:path';

/** A path of `artifacts:` or `cache:` made ready for tools that know nothing of its syntax. */
export interface PathPattern {
  /** As the user wrote it, with the values of variables in it. */
  readonly text: string;
  /** The deepest directory or file that all matches lie in, from the project directory; null when it lies outside of the project, or is empty. */
  readonly base: string | null;
  /** An extended regular expression that a path from the project directory matches as a whole; empty for the project directory itself. */
  readonly expression: string;
}

const special = /[*?[{\\]/;

/**
 * Reads a pattern: `*` and `?` within a segment, `**` over segments, `[…]`, `{a,b}`, and `\` before what stands for itself. Names that begin with a dot
 * are no exception.
 *
 * @param projectDirectory what an absolute pattern must begin with.
 * @remarks Source: GitLab's keyword reference, `artifacts:paths`: doublestar patterns, relative to the project directory.
 */
export function pathPattern(text: string, projectDirectory: string): PathPattern {
  const relative = fromProject(text, projectDirectory);
  if (relative === null) return { text, base: null, expression: '' };
  if (relative === '.') return { text, base: '.', expression: '' };
  const segments = relative.split('/');
  const firstSpecial = segments.findIndex((segment) => special.test(segment));
  const base = firstSpecial < 0 ? relative : segments.slice(0, firstSpecial).join('/') || '.';
  return { text, base, expression: segmentsExpression(relative) };
}

/** The pattern from the project directory, in its shortest form; null when it leads out of it. */
function fromProject(text: string, projectDirectory: string): string | null {
  const root = posix.normalize(projectDirectory).replace(/\/$/, '');
  const clean = posix.normalize(text).replace(/(?<=.)\/$/, '');
  if (clean === root) return '.';
  const relative = clean.startsWith(`${root}/`) ? clean.slice(root.length + 1) : clean;
  return text === '' || relative === '..' || /^(?:\.\.\/|\/|\0)/.test(relative) ? null : relative;
}

/** Several directories at once, wherever `**` is a segment of its own. */
function segmentsExpression(pattern: string): string {
  if (pattern === '**') return '.*';
  const leading = pattern.startsWith('**/') ? '(.*/)?' : '';
  const trailing = pattern.endsWith('/**') ? '(/.*)?' : '';
  const middle = pattern.slice(leading === '' ? 0 : 3, trailing === '' ? undefined : -3);
  return `${leading}${middle
    .split('/**/')
    .map((part) => new Glob(part).expression())
    .join('/(.*/)?')}${trailing}`;
}

/** One pass over a pattern in which `**` has no other meaning than `*`. */
class Glob {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  expression(): string {
    let built = '';
    while (this.#at < this.#text.length) built += this.#next();
    return `${built}${')'.repeat(this.#depth)}`;
  }

  #next(): string {
    const character = this.#text[this.#at++]!;
    switch (character) {
      case '*':
        while (this.#text[this.#at] === '*') this.#at += 1;
        return '[^/]*';
      case '?':
        return '[^/]';
      case '[':
        return this.#characters();
      case '{':
        this.#depth += 1;
        return '(';
      case '\\':
        return literal(this.#text[this.#at++] ?? '\\');
      case '}':
        if (this.#depth === 0) return literal(character);
        this.#depth -= 1;
        return ')';
      case ',':
        return this.#depth > 0 ? '|' : character;
      default:
        return literal(character);
    }
  }

  /** A set of characters; a bracket that is never closed stands for itself. */
  #characters(): string {
    const end = this.#text.indexOf(']', this.#at + 1);
    if (end < 0) return literal('[');
    const inner = this.#text.slice(this.#at, end);
    this.#at = end + 1;
    const negated = /^[!^]/.test(inner);
    const members = (negated ? inner.slice(1) : inner).replaceAll('\\', '');
    return `[${negated ? '^' : ''}${members}]`;
  }
}

/** Closing brackets need no escape, and some tools warn of one. */
function literal(character: string): string {
  return /[.*+?^${()|[\\]/.test(character) ? `\\${character}` : character;
}
