const prefixes = [/^glrt-(?:t[123]_)?|^t[123]_|^glrtr-/, /^glcbt-/, /^GR[0-9A-Fa-f]{7}/];
const shortLength = 9;

/**
 * What of a token may be shown and stands in paths: its first nine characters, without the prefix of its kind.
 *
 * @remarks Source: golden/runner/jobs: a runner's directory below `builds_dir`, `token=` in lines on artifacts.
 */
export function shortToken(token: string): string {
  return prefixes.reduce((rest, prefix) => rest.replace(prefix, ''), token).slice(0, shortLength);
}
