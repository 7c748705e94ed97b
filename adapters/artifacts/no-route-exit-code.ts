/**
 * The exit code by which the script of a transfer stage says that the instance has no tool for it, neither `gitlab-runner` nor curl with an archiver, so that the
 * manager must move the files over its own connection. No script of a user runs in those stages, and none of the tools that do ends with it.
 */
export const noRouteExitCode = 86;
