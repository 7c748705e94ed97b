import type { Finding } from '../../core/finding.ts';
import { checkConfig } from './check-config.ts';
import { ConfigSource } from './config-source.ts';
import type { GitlabRunnerConfig } from './gitlab-runner-config.ts';
import { formatKeyPath, type KeyPath } from './key-path.ts';
import { globalKeys } from './keys/global-keys.ts';
import { parseToml } from './parse-toml.ts';
import type { Problem } from './problem.ts';
import { readTable } from './read-table.ts';
import { setPath, type Override } from './set-path.ts';
import { floatPaths } from './toml-positions.ts';

/** What a configuration is read with. */
export interface LoadOptions {
  /** Values that replace the file's, in order. */
  readonly set?: readonly Override[];
  /** Name of the runner that `runners.` without a number means; the only instance executor where it is left out. */
  readonly runner?: string;
  /** IANA name of the zone for policies that name none. */
  readonly defaultZone?: string;
}

/** A configuration and everything that is worth saying about it; null where there is no table to read. With an error among the findings it must not be used. */
export interface LoadedConfig {
  readonly config: GitlabRunnerConfig | null;
  readonly findings: readonly Finding[];
}

const floatShape = /=\s*[+-]?\d[\d_]*(?:\.\d|[eE])/;

/**
 * Reads a `config.toml` of GitLab Runner, unchanged. All errors are found at once; unknown keys are warnings; no finding carries a secret.
 *
 * @param file its name as the user gave it.
 */
export function loadConfig(text: string, file: string, options: LoadOptions = {}): LoadedConfig {
  const bare = new ConfigSource(text, file);
  const { tree, findings: syntax } = parseToml(text, bare);
  if (tree === null) return { config: null, findings: syntax };
  const { tree: changed, origins, findings: refused } = setPath(tree, options.set ?? [], options.runner);
  const source = new ConfigSource(text, file, origins);
  const problems: Problem[] = [];
  const config = { ...readTable(globalKeys, changed, [], { report: (problem) => void problems.push(problem), isFloat: floatTest(text, origins) }), source };
  const misread = new Set(problems.filter(({ severity }) => severity === 'error').map(({ path }) => formatKeyPath(path)));
  const report = (problem: Problem): void => {
    if (!misread.has(formatKeyPath(problem.path))) problems.push(problem);
  };
  checkConfig(config, changed, options.defaultZone ?? systemZone(), report);
  return { config, findings: [...refused, ...problems.map((problem) => source.finding(problem)).toSorted(byPlace)] };
}

/** In the order of the file, so that a reader goes through it once; what has no place comes first. */
function byPlace(a: Finding, b: Finding): number {
  return a.line - b.line || a.column - b.column;
}

/** Only a text that has a float somewhere is searched for integers written as floats. */
function floatTest(text: string, origins: ReadonlyMap<string, string>): (path: KeyPath) => boolean {
  if (!floatShape.test(text)) return () => false;
  let floats: ReadonlySet<string> | null = null;
  return (path) => {
    const name = formatKeyPath(path);
    if (origins.has(name)) return false;
    floats ??= floatPaths(text);
    return floats.has(name);
  };
}

function systemZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
