import picomatch from 'picomatch';

/**
 * Whether `allowed_images` admits an image: one of the patterns matches it, or there is none. `*` stays within a path segment, `**` does not; a pattern that is
 * broken matches nothing.
 *
 * @remarks Source: semantics.md §1.3 and §4.3.
 */
export function isAllowedImage(image: string, patterns: readonly string[]): boolean {
  return patterns.length === 0 || patterns.some((pattern) => matches(pattern, image));
}

function matches(pattern: string, image: string): boolean {
  if (pattern === '' || image === '') return pattern === image;
  try {
    return picomatch.isMatch(image, pattern, { dot: true, nonegate: true, noextglob: true, strictBrackets: true });
  } catch {
    return false;
  }
}
