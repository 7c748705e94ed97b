const placeholder = /^(?:<[^>]*>|\$\{?\w+\}?|\*+|)$/;

/** Whether a value stands for a secret and is none, as `<token>`, `$TOKEN`, stars and the empty text do. */
export function isPlaceholder(value: string): boolean {
  return placeholder.test(value.trim());
}
