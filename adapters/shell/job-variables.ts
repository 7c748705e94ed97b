import type { JobVariable } from '../coordinator/job-payload.ts';
import { expandReferences } from './expand-references.ts';
import { loginDirectory } from './login-directory.ts';

/** The variable with the directory of file variables and other things that a job must not find in its worktree. */
export const temporaryDirectoryKey = 'RUNNER_TEMP_PROJECT_DIR';

const positional = /^[*#@!?0-9]$/;
const identifier = /^[A-Za-z_]\w*$/;

/**
 * The variables of a job in the order of their precedence: of several with one name the last counts.
 *
 * @remarks Source: peer-runner.md §2.1; GitLab's page "Where variables can be used".
 */
export class JobVariables {
  readonly #list: readonly JobVariable[];
  readonly #last: ReadonlyMap<string, JobVariable>;

  constructor(list: readonly JobVariable[]) {
    this.#list = list;
    this.#last = new Map(list.map((variable) => [variable.key, variable]));
  }

  /** What a reference becomes: the value, or the path of the file for a variable of type file. Empty for what does not exist. */
  get(key: string): string {
    const variable = this.#last.get(key);
    return variable?.file === true ? this.#filePath(key) : this.value(key);
  }

  /** The value, whatever the type. */
  value(key: string): string {
    if (key === '$') return key;
    return positional.test(key) ? '' : (this.#last.get(key)?.value ?? '');
  }

  /** Replaces the references in a text. */
  expand(text: string): string {
    return expandReferences(text, (key) => this.get(key));
  }

  /** These variables with the references in their values replaced, raw ones excepted. */
  expanded(): JobVariables {
    return new JobVariables(this.#list.map((variable) => (variable.raw ? variable : { ...variable, value: this.expand(variable.value) })));
  }

  /** Those that a shell can hold, one of a name, in the order in which they are exported. */
  exportable(): readonly JobVariable[] {
    return [...this.#last.values()].filter(({ key }) => identifier.test(key));
  }

  /** The names that no shell can hold. */
  unexportable(): readonly string[] {
    return [...this.#last.keys()].filter((key) => !identifier.test(key));
  }

  /** Values that must not be seen in the log. */
  maskedValues(): readonly string[] {
    return this.#list.filter(({ masked }) => masked).map(({ value }) => value);
  }

  #filePath(key: string): string {
    return `${this.value(temporaryDirectoryKey)}/${key}`;
  }
}

/** A variable that the runner itself sets: visible, and taken as it stands or expanded like any other. */
export function runnerVariable(key: string, value: string, type: 'value' | 'file' = 'value'): JobVariable {
  return { key, value, public: true, masked: false, file: type === 'file', raw: false };
}

/** A variable from outside, without the character that no shell can hold and that stands for the login directory here. */
export function withoutMarks(variable: JobVariable): JobVariable {
  return variable.value.includes(loginDirectory) ? { ...variable, value: variable.value.replaceAll(loginDirectory, '') } : variable;
}
