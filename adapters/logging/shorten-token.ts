const shownLength = 9;
const prefixes = [/^glrt-(?:t\d_)?|^t\d_|^glrtr-/, /^glcbt-/, /^GR[0-9A-Fa-f]{7}/];

/**
 * What is shown of a token, wherever one is named: nine characters after the part that all tokens of its kind share. The job log, the metrics' label
 * `runner` and the log use the same nine, so that one can be found by another.
 *
 * @remarks Source: peer-runner.md (job log header), ux.md §1.1.
 */
export function shortenToken(token: string): string {
  return prefixes.reduce((rest, prefix) => rest.replace(prefix, ''), token).slice(0, shownLength);
}
