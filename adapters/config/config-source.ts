import type { Finding } from '../../core/finding.ts';
import { formatKeyPath, type KeyPath } from './key-path.ts';
import { maskedLine } from './mask-secrets.ts';
import type { Problem } from './problem.ts';
import { tomlPositions, type KeyPlace, type Place, type TomlPositions } from './toml-positions.ts';

/** The text that a configuration was read from: knows the place of every key, and shows no secret. The text itself cannot be had from it. */
export class ConfigSource {
  /** The file's name as the user gave it. */
  readonly file: string;
  readonly #text: string;
  readonly #overrides: ReadonlyMap<string, string>;
  #positions: TomlPositions | null = null;

  /** @param overrides where values came from that replace the file's, such as `--set`, by path. */
  constructor(text: string, file: string, overrides: ReadonlyMap<string, string> = new Map()) {
    this.#text = text;
    this.file = file;
    this.#overrides = overrides;
  }

  /** Turns a problem into a finding, at the key's place or at that of the nearest table around it. A value that replaced the file's has no place. */
  finding(problem: Problem): Finding {
    const { severity, rule, message, hint } = problem;
    const path = formatKeyPath(problem.path);
    const told = { severity, rule, message, path, hint };
    const origin = this.#overrides.get(path);
    if (origin !== undefined) return { ...told, file: origin, line: 0, column: 0, length: 0, sourceLine: '' };
    const found = this.#locate(problem.path);
    if (found === null) return { ...told, file: this.file, line: 0, column: 0, length: 0, sourceLine: '' };
    return this.findingAt(told, problem.at === 'key' ? found.key : found.value);
  }

  /** A finding at a known place of the file. It underlines nothing beyond the line that is shown, which a mask may have shortened. */
  findingAt(told: Pick<Finding, 'severity' | 'rule' | 'message' | 'path' | 'hint'>, { line, column, length }: Place): Finding {
    const sourceLine = maskedLine(this.#text.split(/\r?\n/), line - 1).trimEnd();
    return { ...told, file: this.file, line, column, length: Math.max(1, Math.min(length, sourceLine.length - column + 1)), sourceLine };
  }

  #locate(path: KeyPath): KeyPlace | null {
    this.#positions ??= tomlPositions(this.#text);
    for (let depth = path.length; depth > 0; depth--) {
      const name = formatKeyPath(path.slice(0, depth));
      // A table that is written as an array of tables is known by its first.
      const place = this.#positions.get(name) ?? this.#positions.get(`${name}[0]`);
      if (place !== undefined) return depth === path.length ? place : { key: place.key, value: place.key };
    }
    return null;
  }
}
