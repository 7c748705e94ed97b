import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node, type Pair } from 'yaml';
import type { Finding } from '../../core/finding.ts';
import type { Remark } from './remark.ts';
import type { Setting } from './sweep.ts';

/** Where something is in a text, in characters from 0. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** A scenario file's text with the places of its parts. */
export class ScenarioSource {
  readonly #text: string;
  readonly #file: string;
  readonly #lines = new LineCounter();
  /** The YAML document, for `setScenarioPath`. */
  readonly document: Document;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
    this.document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
  }

  /** What YAML itself does not allow. After a finding of the rule `syntax` the document has no value. */
  syntaxFindings(): Finding[] {
    const findings = this.#parseErrors();
    visit(this.document, {
      Alias: (_, alias) => {
        if (alias.resolve(this.document) === undefined)
          findings.push(this.#syntaxFinding(`there is no anchor &${alias.source} before this alias`, rangeOfNode(alias)));
      },
    });
    if (findings.length === 0 && this.#hasTooManyAliases()) findings.push(this.#syntaxFinding('aliases of aliases make the document too large', null));
    return findings;
  }

  #parseErrors(): Finding[] {
    return this.document.errors.map((problem) => {
      const [from, to] = problem.pos;
      const duplicate = problem.code === 'DUPLICATE_KEY';
      const key = /^[^\s:]+/.exec(this.#text.slice(from, from + 80))?.[0] ?? '';
      const message = duplicate ? `the key ${key} is given twice` : sentence(problem.message);
      return this.#finding(
        { severity: 'error', rule: duplicate ? 'duplicate-key' : 'syntax', message, path: [], atKey: false, hint: '' },
        { from, to: duplicate ? from + key.length : to },
      );
    });
  }

  /** The document as plain values; an empty one as a table without keys, so that each missing key is named. */
  value(): unknown {
    return (this.document.toJS() as unknown) ?? {};
  }

  /** Gives a remark its place. */
  place(remark: Remark): Finding {
    return this.#finding(remark, this.#rangeOf(remark));
  }

  #syntaxFinding(message: string, range: Range | null): Finding {
    return this.#finding({ severity: 'error', rule: 'syntax', message, path: [], atKey: false, hint: '' }, range);
  }

  /** The parser counts how often aliases repeat a part, and throws before they fill the memory. */
  #hasTooManyAliases(): boolean {
    try {
      this.document.toJS();
      return false;
    } catch (error) {
      if (error instanceof ReferenceError) return true;
      throw error;
    }
  }

  #finding(remark: Remark, range: Range | null): Finding {
    const { severity, rule, message, hint } = remark;
    const common = { severity, rule, message, hint, path: pathText(remark.path), file: this.#file };
    if (range === null) return { ...common, line: 0, column: 0, length: 0, sourceLine: '' };
    const { line, col } = this.#lines.linePos(Math.min(range.from, this.#text.length));
    const sourceLine = (this.#text.split('\n', line)[line - 1] ?? '').replace(/\r$/, '');
    const length = Math.max(1, Math.min(range.to - range.from, sourceLine.length - col + 1));
    return { ...common, line, column: col, length, sourceLine: maskSecrets(sourceLine) };
  }

  /** The place of a part; of the nearest part around it where it is missing; null for the document as a whole. */
  #rangeOf({ path, atKey, rule }: Remark): Range | null {
    let node: Node | null = this.document.contents;
    let key: Node | null = null;
    for (const segment of path) {
      node = this.#resolved(node);
      const pair = isMap(node) ? node.items.find((item) => keyText(item) === String(segment)) : undefined;
      const child: unknown = isMap(node) ? pair?.value : isSeq(node) ? node.items[Number(segment)] : undefined;
      if (child === undefined && pair === undefined) return rule === 'missing-key' ? rangeOfNode(key ?? (node === this.document.contents ? null : node)) : null;
      key = pair === undefined ? null : (pair.key as Node);
      node = (child ?? null) as Node | null;
    }
    return rangeOfNode((atKey ? key : null) ?? node ?? key);
  }

  #resolved(node: Node | null): Node | null {
    return isAlias(node) ? (node.resolve(this.document) ?? null) : node;
  }
}

/**
 * Sets one value in a scenario's YAML document by dotted path (`fleet.zones`, `workload.0.arrivals.rate`), as `--set` does.
 *
 * @returns false when the path runs through a value that has no keys.
 */
export function setScenarioPath(document: Document, path: string, value: Setting): boolean {
  const segments = path.split('.').map((segment) => (/^\d+$/.test(segment) ? Number(segment) : segment));
  for (let length = 1; length < segments.length; length++) {
    const parent = document.getIn(segments.slice(0, length), true);
    if (parent !== undefined && !isMap(parent) && !isSeq(parent)) return false;
    if (isSeq(parent) && typeof segments[length] !== 'number') return false;
  }
  document.setIn(segments, document.createNode(value));
  return true;
}

function keyText(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : '';
}

function rangeOfNode(node: Node | null): Range | null {
  const range = node?.range;
  return range == null ? null : { from: range[0], to: range[1] };
}

function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, part) => (typeof part === 'number' ? `${text}[${String(part)}]` : text === '' ? part : `${text}.${part}`), '');
}

/** YAML's own messages, in the form of ours: small first letter, one line, no full stop. */
function sentence(message: string): string {
  const line = message.split('\n', 1)[0] ?? message;
  return (line.charAt(0).toLowerCase() + line.slice(1)).replace(/[.:]$/, '');
}

/** A line of an inline configuration may hold a secret. */
function maskSecrets(line: string): string {
  return line.replace(/((?:token|password|secret|key)\w*\s*[=:]\s*)(["'])(?!<)[^"']*\2/gi, '$1$2***$2');
}
