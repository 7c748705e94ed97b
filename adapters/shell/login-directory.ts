/**
 * Stands in a path for the directory that a session starts in, which only the instance knows: a relative `builds_dir` lies below it. A shell writer puts the
 * real directory in its place. The character cannot be part of a variable or of a path, and is taken out of everything that comes from outside.
 */
export const loginDirectory = '\0';

/** Whether a path names the same place wherever it is used: of Unix, of Windows, or below the login directory. */
function isAbsolutePath(path: string): boolean {
  return path.startsWith(loginDirectory) || /^(?:[\\/]|[A-Za-z]:[\\/])/.test(path);
}

/** The path made absolute: below the login directory where it is relative. */
export function fromLoginDirectory(path: string): string {
  return isAbsolutePath(path) ? path : `${loginDirectory}/${path}`;
}
