/** A file that lies among the segments of a journal and is none that can be read; the message is one line for the user. */
export class JournalProblem extends Error {
  override readonly name = 'JournalProblem';
}
