/**
 * Whether `allowed_images` admits an image: `*` and `?` match within a path segment, `**` across segments; no pattern admits every image.
 *
 * @remarks Source: semantics.md §1.3 (doublestar globs).
 */
export function isImageAllowed(image: string, patterns: readonly string[]): boolean {
  return patterns.length === 0 || patterns.some((pattern) => matches(image, pattern));
}

function matches(text: string, pattern: string): boolean {
  const source = pattern.replaceAll(/\*\*|[*?]|[.+^${}()|[\]\\]/g, (token) =>
    token === '**' ? '.*' : token === '*' ? '[^/]*' : token === '?' ? '[^/]' : `\\${token}`,
  );
  return new RegExp(`^${source}$`, 's').test(text);
}
