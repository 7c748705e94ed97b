/** A command could not do what it was asked for: one line for the user, exit code 1. */
export class Failure extends Error {
  override readonly name = 'Failure';
}
