/** A rule of the core broke: a bug of ours, never the user's and never the outside's. It is caught nowhere below the command line. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/**
 * States what must hold.
 *
 * @throws InvariantError with `sentence` when it does not.
 */
export function assert(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new InvariantError(sentence);
}

/** Marks a branch that the types exclude. */
export function unreachable(value: never): never {
  throw new InvariantError(`unreachable: ${String(value)}`);
}
