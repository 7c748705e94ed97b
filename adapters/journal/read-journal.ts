import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { journalHeadSchema } from './journal-head.ts';
import { JournalProblem } from './journal-problem.ts';
import { fromJournalJson } from './journal-json.ts';
import { JournalSegment } from './journal-segment.ts';
import { segmentNames } from './segment-files.ts';

/**
 * The segments of a journal, the oldest first. A segment of which nothing was written is left out. One whose manager still runs can be read too, up to its last
 * whole line.
 *
 * @throws JournalProblem for a segment that this program cannot read; Error of the file system when the folder cannot be read.
 */
export async function* readJournal(directory: string): AsyncGenerator<JournalSegment> {
  for (const name of segmentNames(directory)) {
    const file = join(directory, name);
    const lines = linesOf(file);
    try {
      const first = await lines.next();
      if (first.done !== true) yield new JournalSegment(name, headOf(name, first.value), lines);
    } finally {
      await lines.return(undefined);
    }
  }
}

function headOf(name: string, line: string): JournalSegment['head'] {
  let value: unknown;
  try {
    value = fromJournalJson(line);
  } catch {
    throw new JournalProblem(`${name} does not begin with the head of a journal`);
  }
  const read = journalHeadSchema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new JournalProblem(`${name} is no journal that this version reads: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

/** Whole lines without their ends. Only a line feed ends a line, since JSON has other separators within texts. */
async function* linesOf(file: string): AsyncGenerator<string, undefined> {
  let rest = '';
  for await (const chunk of createReadStream(file, 'utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  return undefined;
}
