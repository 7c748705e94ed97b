import type { ScriptContext } from './script-context.ts';

/** What a job's scripts keep beside its worktree, and in its repository. */
export interface JobFiles {
  /** GITLAB_ENV: variables that one stage leaves for the next. */
  readonly environment: string;
  /** What the helper binary keeps of values to mask. */
  readonly masking: string;
  /** Git's configuration of the job, credentials included, outside the worktree. */
  readonly gitConfig: string;
  /** What stands in for the user's configuration of Git with FF_GIT_URLS_WITHOUT_TOKENS. */
  readonly globalGitConfig: string;
  readonly gitTemplate: string;
  readonly repository: string;
}

/** Names by which the real runner's helpers and jobs know the files. */
export function jobFiles({ directories }: ScriptContext): JobFiles {
  const { temporary, project } = directories;
  return {
    environment: `${temporary}/gitlab_runner_env`,
    masking: `${temporary}/masking.db`,
    gitConfig: `${temporary}/.gitlab-runner.ext.conf`,
    globalGitConfig: `${temporary}/.glr.gconf`,
    gitTemplate: `${temporary}/git-template`,
    repository: `${project}/.git`,
  };
}
