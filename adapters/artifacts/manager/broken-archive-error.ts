/** An archive that cannot be read, or that would write outside of its directory: what a stage reports, not a fault of the machinery. */
export class BrokenArchiveError extends Error {
  override readonly name = 'BrokenArchiveError';
}

/** What a broken archive is about; every other error goes on. */
export function brokenReason(error: unknown): string {
  if (error instanceof BrokenArchiveError) return error.message;
  throw error;
}
