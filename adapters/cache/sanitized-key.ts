/**
 * A cache's key as a path below the directory of caches: `/` and `.` in percent form are read as themselves, `\` as `/`, what leads upwards goes nowhere, and
 * blanks at the end go. Null for a key of which nothing is left.
 *
 * @remarks Source: GitLab's page on caching ("cache key names"), behaviour of the real runner.
 */
export function sanitizedKey(key: string): string | null {
  const segments: string[] = [];
  const plain = key.replaceAll(/%2f/gi, '/').replaceAll(/%2e/gi, '.').replaceAll('\\', '/');
  for (const segment of plain.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  while (segments.length > 0) {
    const last = segments.pop()!.trimEnd();
    if (last !== '') return [...segments, last].join('/');
  }
  return null;
}
