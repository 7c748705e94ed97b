import type { FeatureFlag, FeatureFlags } from './feature-flags.ts';
import { defaultFeatureFlags } from './feature-flags.ts';
import type { JobVariables } from './job-variables.ts';
import { parseGoBool } from './parse-go-bool.ts';

/** How sources come to the instance. */
export type GitStrategy = 'clone' | 'fetch' | 'none' | 'empty';

/** What a job's variables say about how it is run, read and checked. */
export interface JobSettings {
  readonly debugTrace: boolean;
  readonly gitClonePath: string;
  readonly gitStrategy: GitStrategy;
  readonly gitCheckout: boolean;
  /** `invalid` for a value that is none of the others: the job cannot run. */
  readonly submoduleStrategy: 'none' | 'normal' | 'recursive' | 'invalid';
  readonly submodulePaths: readonly string[];
  readonly submoduleDepth: number;
  readonly submoduleUpdateFlags: readonly string[];
  readonly submoduleForceHttps: boolean;
  readonly gitCleanFlags: readonly string[];
  readonly gitFetchFlags: readonly string[];
  readonly lfsSkipSmudge: boolean;
  readonly getSourcesAttempts: number;
  readonly restoreCacheAttempts: number;
  readonly artifactDownloadAttempts: number;
  readonly afterScriptIgnoreErrors: boolean;
  /** Minutes. */
  readonly cacheRequestTimeout: number;
  readonly featureFlags: FeatureFlags;
}

/** What settings depend on beside the variables. */
export interface SettingsSource {
  readonly variables: JobVariables;
  readonly allowGitFetch: boolean;
  readonly gitDepth: number;
  readonly debugTraceDisabled: boolean;
  /** `[runners.feature_flags]`, which win over variables. */
  readonly runnerFlags: Readonly<Record<string, boolean>>;
}

/** Settings, and what is to be said about values that cannot be used, as lines for the job log. */
export interface CheckedSettings {
  readonly settings: JobSettings;
  readonly warnings: readonly string[];
}

const mostAttempts = 10;

/**
 * Reads a job's settings. A value that cannot be used is replaced by the default with a warning; the job runs.
 *
 * @remarks Source: peer-runner.md §1.4 (unknown GIT_STRATEGY) and GitLab's page "Configuring runners"; wording of the messages by the real runner.
 */
export function jobSettings(source: SettingsSource): CheckedSettings {
  const { variables, debugTraceDisabled } = source;
  const warnings: string[] = [];
  const read = new SettingReader(variables, warnings);
  const debugTrace = read.bool('CI_DEBUG_TRACE', false);
  const depth = source.gitDepth;
  const settings = {
    gitClonePath: variables.value('GIT_CLONE_PATH'),
    gitStrategy: read.gitStrategy(source.allowGitFetch ? 'fetch' : 'clone'),
    gitCheckout: read.bool('GIT_CHECKOUT', true),
    submoduleStrategy: read.submoduleStrategy(),
    submodulePaths: words(variables.value('GIT_SUBMODULE_PATHS')),
    submoduleDepth: read.integer('GIT_SUBMODULE_DEPTH', depth),
    gitCleanFlags: read.flags('GIT_CLEAN_FLAGS', ['-ffdx']),
    gitFetchFlags: read.flags('GIT_FETCH_EXTRA_FLAGS', ['--prune', '--quiet']),
    submoduleUpdateFlags: read.flags('GIT_SUBMODULE_UPDATE_FLAGS', []),
    lfsSkipSmudge: read.bool('GIT_LFS_SKIP_SMUDGE', false),
    submoduleForceHttps: read.bool('GIT_SUBMODULE_FORCE_HTTPS', false),
    afterScriptIgnoreErrors: read.bool('AFTER_SCRIPT_IGNORE_ERRORS', true),
    cacheRequestTimeout: read.integer('CACHE_REQUEST_TIMEOUT', 10),
    getSourcesAttempts: read.attempts('GET_SOURCES_ATTEMPTS'),
    artifactDownloadAttempts: read.attempts('ARTIFACT_DOWNLOAD_ATTEMPTS'),
    restoreCacheAttempts: read.attempts('RESTORE_CACHE_ATTEMPTS'),
    featureFlags: read.featureFlags(source.runnerFlags),
  };
  if (debugTrace && debugTraceDisabled) warnings.push('CI_DEBUG_TRACE: usage is disabled on this Runner');
  return { settings: { ...settings, debugTrace: debugTrace && !debugTraceDisabled }, warnings };
}

/** Reads one setting after the other and gathers what is wrong with them. */
class SettingReader {
  readonly #variables: JobVariables;
  readonly #warnings: string[];

  constructor(variables: JobVariables, warnings: string[]) {
    this.#variables = variables;
    this.#warnings = warnings;
  }

  bool(name: string, fallback: boolean): boolean {
    const text = this.#variables.value(name);
    if (text === '') return fallback;
    const value = parseGoBool(text);
    if (value === null) this.#refuse(name, 'bool', text, String(fallback));
    return value ?? fallback;
  }

  integer(name: string, fallback: number): number {
    const text = this.#variables.value(name);
    if (text === '') return fallback;
    if (/^[+-]?\d{1,15}$/.test(text)) return Number(text);
    this.#refuse(name, 'int', text, String(fallback));
    return fallback;
  }

  attempts(name: string): number {
    const wanted = this.integer(name, 1);
    const attempts = Math.max(1, Math.min(mostAttempts, wanted));
    if (attempts !== wanted) this.#warnings.push(`${name}: number of attempts out of the range [1, ${mostAttempts}], clamping to: ${attempts}`);
    return attempts;
  }

  /** Flags of a command; `none` for no flag at all. */
  flags(name: string, fallback: readonly string[]): readonly string[] {
    const text = this.#variables.value(name);
    if (text === '') return fallback;
    return text === 'none' ? [] : words(text);
  }

  gitStrategy(fallback: 'clone' | 'fetch'): GitStrategy {
    const text = this.#variables.value('GIT_STRATEGY');
    if (text === 'clone' || text === 'fetch' || text === 'none' || text === 'empty') return text;
    if (text === '') return fallback;
    this.#warnings.push(`GIT_STRATEGY: expected either 'clone', 'fetch', 'none' or 'empty' got ${JSON.stringify(text)}, using default value '${fallback}'`);
    return fallback;
  }

  submoduleStrategy(): JobSettings['submoduleStrategy'] {
    const text = this.#variables.value('GIT_SUBMODULE_STRATEGY');
    if (text === 'none' || text === 'normal' || text === 'recursive') return text;
    if (text === '') return 'none';
    this.#warnings.push(`GIT_SUBMODULE_STRATEGY: expected either 'normal', 'recursive' or 'none' got ${JSON.stringify(text)}`);
    return 'invalid';
  }

  featureFlags(runnerFlags: Readonly<Record<string, boolean>>): FeatureFlags {
    return new Map([...defaultFeatureFlags].map(([flag, fallback]) => [flag, runnerFlags[flag] ?? this.#featureFlag(flag, fallback)]));
  }

  #featureFlag(flag: FeatureFlag, fallback: boolean): boolean {
    const text = this.#variables.get(flag);
    if (text === '') return fallback;
    const value = parseGoBool(text);
    if (value === null) this.#warnings.push(`${flag}: could not parse feature flag, expected bool, got ${text}`);
    return value ?? fallback;
  }

  #refuse(name: string, expected: string, text: string, fallback: string): void {
    this.#warnings.push(`${name}: expected ${expected} got ${JSON.stringify(text)}, using default value: ${fallback}`);
  }
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
