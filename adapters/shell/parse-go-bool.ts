const truths: ReadonlyMap<string, boolean> = new Map([
  ...['1', 't', 'T', 'true', 'TRUE', 'True'].map((text) => [text, true] as const),
  ...['0', 'f', 'F', 'false', 'FALSE', 'False'].map((text) => [text, false] as const),
]);

/**
 * Reads a boolean as Go does; null for what is none.
 *
 * @remarks Source: Go's `strconv.ParseBool`.
 */
export function parseGoBool(text: string): boolean | null {
  return truths.get(text) ?? null;
}
