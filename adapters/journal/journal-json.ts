const numberTag = '$number';
/** Keys whose values are words from outside, not names that decisions go by. */
const freeText = new Set(['detail', 'image', 'vmImage', 'name']);

/** A value as one line of JSON that `fromJournalJson` gives back the same: what is infinite is kept, unlike in plain JSON. @param redact takes secrets out of free text. */
export function toJournalJson(value: unknown, redact: (text: string) => string): string {
  return JSON.stringify(value, (key, item: unknown) => {
    if (typeof item === 'number' && !Number.isFinite(item)) return { [numberTag]: String(item) };
    return typeof item === 'string' && freeText.has(key) ? redact(item) : item;
  });
}

/** Reads what `toJournalJson` wrote. @throws SyntaxError for anything that is no JSON, such as a line of which a part is missing. */
export function fromJournalJson(line: string): unknown {
  return JSON.parse(line, (_, item: unknown) => (isTaggedNumber(item) ? Number(item[numberTag]) : item));
}

function isTaggedNumber(item: unknown): item is { readonly [numberTag]: string } {
  return typeof item === 'object' && item !== null && numberTag in item;
}
