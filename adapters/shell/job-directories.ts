import { posix } from 'node:path';
import { fromLoginDirectory, loginDirectory } from './login-directory.ts';

/** Where a job lives on its instance. Paths are absolute, or below the login directory's mark. */
export interface JobDirectories {
  /** CI_BUILDS_DIR. */
  readonly builds: string;
  /** CI_PROJECT_DIR: the worktree. */
  readonly project: string;
  /** Beside the worktree: file variables, Git's configuration of the job. */
  readonly temporary: string;
  /** The local cache of the project. */
  readonly cache: string;
}

/** What the directories follow from. */
export interface DirectorySource {
  /** `builds_dir` and `cache_dir`; empty for the defaults. */
  readonly buildsDir: string;
  readonly cacheDir: string;
  readonly repositoryUrl: string;
  readonly projectId: number;
  readonly shortToken: string;
  readonly concurrentProjectId: number;
  /** Whether jobs of several runners and projects may meet in `builds_dir`. */
  readonly shared: boolean;
  /** Whether the job wants an empty directory, which then is one of its own. */
  readonly empty: boolean;
  /** GIT_CLONE_PATH, expanded; empty for none. */
  readonly clonePath: string;
  /** `custom_build_dir.enabled`. */
  readonly clonePathAllowed: boolean;
}

/** Directories, or why there are none. */
export type DirectoryChoice = { readonly directories: JobDirectories } | { readonly error: string };

/**
 * Chooses a job's directories: `<builds_dir>/<short token>/<concurrent project id>/<group>/<project>`, without the two numbers in the middle where an instance
 * serves one job only. GIT_CLONE_PATH takes the place of all that, where it is allowed.
 *
 * @remarks Source: peer-runner.md §2.1; GitLab's page "Advanced configuration" on custom_build_dir.
 */
export function jobDirectories(source: DirectorySource): DirectoryChoice {
  const builds = buildsDirectory(source.buildsDir);
  const name = projectName(source.repositoryUrl, source.projectId) + (source.empty ? '-empty' : '');
  const shared = posix.join(source.shortToken, String(source.concurrentProjectId), name);
  const usual = posix.join(builds, source.shared ? shared : name);
  const project = source.clonePath === '' ? usual : posix.normalize(fromLoginDirectory(forwardSlashes(source.clonePath)));
  const error = source.clonePath === '' ? null : clonePathError(source, builds, project);
  if (error !== null) return { error };
  const cache = posix.join(fromLoginDirectory(forwardSlashes(source.cacheDir === '' ? 'cache' : source.cacheDir)), name);
  return { directories: { builds, project, temporary: `${project}.tmp`, cache } };
}

/** CI_BUILDS_DIR for a `builds_dir`. */
export function buildsDirectory(buildsDir: string): string {
  return fromLoginDirectory(forwardSlashes(buildsDir === '' ? 'builds' : buildsDir));
}

function clonePathError(source: DirectorySource, builds: string, project: string): string | null {
  const written = JSON.stringify(source.clonePath.replaceAll(loginDirectory, '.'));
  const allowed = JSON.stringify(source.buildsDir === '' ? 'builds' : source.buildsDir);
  if (!source.clonePathAllowed) return 'setting GIT_CLONE_PATH is not allowed, enable `custom_build_dir` feature';
  if (posix.relative(builds, project).startsWith('..')) return `the GIT_CLONE_PATH=${written} has to be within ${allowed}`;
  return null;
}

/** `group/project` from the repository's address; by the project's number where the address has none that can be a path. */
function projectName(repositoryUrl: string, projectId: number): string {
  const url = URL.canParse(repositoryUrl) ? new URL(repositoryUrl) : null;
  const path = url === null || url.host === '' ? '' : posix.normalize(decoded(url.pathname).replace(/\.git$/, ''));
  return path === '' || path === '/' || path === '.' || path.includes('..') || path.includes(loginDirectory) ? `project-${projectId}` : path;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Paths of Windows with the slashes that Git, PowerShell and URLs agree on. */
function forwardSlashes(path: string): string {
  return /^[A-Za-z]:[\\/]/.test(path) ? path.replaceAll('\\', '/') : path;
}
