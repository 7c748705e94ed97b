/** What a rule says of one place in the bytes at hand. */
export type SecretFinding =
  /** The secret is from `from` to `to`; it was recognised by what begins at the place asked for. */
  | { readonly kind: 'secret'; readonly from: number; readonly to: number }
  /** The secret begins at `from` and goes on to the end of the bytes, and perhaps beyond. */
  | { readonly kind: 'open'; readonly from: number }
  /** The bytes end before the rule can tell. If nothing more comes, the secret is what `ifLast` says; null for none. */
  | { readonly kind: 'undecided'; readonly ifLast: { readonly from: number; readonly to: number } | null };

/** Recognises one kind of secret by what it begins with. */
export interface SecretRule {
  /** The pairs of bytes that it may begin with; a single byte stands for every pair that begins with it. */
  readonly starts: readonly Buffer[];
  /** The most bytes, from the place asked for, that it can leave undecided. */
  readonly reach: number;
  /** Null when no secret is recognised by what begins at `at`. */
  find(bytes: Buffer, at: number): SecretFinding | null;
}
