import { closeSync, fsyncSync, openSync, readFileSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { z } from 'zod';
import type { GitlabRecord } from '../../../sim/workload/import/gitlab-record.ts';
import { UsageError } from '../../usage-error.ts';

/** What an import was asked for: it goes on only when asked for the same. */
const head = z.strictObject({
  version: z.literal(1),
  url: z.string(),
  runner: z.string(),
  project: z.string(),
  since: z.string(),
  /** As they are, hashed with the salt of a file, or with the salt that is here. */
  names: z.enum(['kept', 'salt-file', 'salted']),
  /** `since` as it was then, in milliseconds since 1970: a span counts from the first start. */
  sinceMs: z.number().nullable(),
  salt: z.string(),
});
export type PartHead = z.infer<typeof head>;

const text = z.string();
const count = z.number().nullable();
const record = z.strictObject({
  id: z.number(),
  createdMs: count,
  startedMs: count,
  waitMs: count,
  durationMs: count,
  status: text,
  reason: text,
  tags: text.nullable(),
  runner: count,
  pipeline: z.number(),
  project: count.default(null),
  kind: text,
  name: text,
}) satisfies z.ZodType<GitlabRecord>;
const page = z.strictObject({ next: z.string().nullable(), records: z.array(record), problems: z.array(text) });
export type PartPage = z.infer<typeof page>;

/**
 * The pages of an import that is under way, beside its output, for its owner alone: a line for what was asked for, then one a page. A kill costs at most the page
 * under way; a line that is torn is cut off. Names are in it as they will be in the trace.
 */
export class PartFile {
  readonly path: string;
  readonly head: PartHead;
  /** What earlier starts have read. */
  readonly pages: readonly PartPage[];
  readonly #descriptor: number;

  /**
   * Opens the file of an import, or begins it.
   *
   * @throws UsageError where there is one of another import, or where it cannot be written.
   */
  constructor(path: string, asked: PartHead) {
    this.path = path;
    const kept = readKept(path);
    if (kept !== null && !isSame(kept.head, asked))
      throw new UsageError(`${path} is of an import that asked for something else; finish that one, or remove the file`);
    try {
      if (kept !== null) truncateSync(path, kept.length);
      this.#descriptor = openSync(path, kept === null ? 'w' : 'a', 0o600);
    } catch (error) {
      throw new UsageError(`cannot write ${path}: ${(error as Error).message}`);
    }
    this.head = kept?.head ?? asked;
    this.pages = kept?.pages ?? [];
    if (kept === null) this.#write(asked);
  }

  append(page: PartPage): void {
    this.#write(page);
  }

  /** Ends the writing; the file stays. */
  close(): void {
    closeSync(this.#descriptor);
  }

  /** Takes the file away: its import is whole. */
  remove(): void {
    rmSync(this.path, { force: true });
  }

  #write(line: PartHead | PartPage): void {
    writeSync(this.#descriptor, `${JSON.stringify(line)}\n`);
    fsyncSync(this.#descriptor);
  }
}

interface Kept {
  readonly head: PartHead;
  readonly pages: readonly PartPage[];
  /** Bytes that are whole lines. */
  readonly length: number;
}

function readKept(path: string): Kept | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new UsageError(`cannot read ${path}: ${(error as Error).message}`);
  }
  const length = bytes.lastIndexOf(0x0a) + 1;
  if (length === 0) return null;
  const [first = '', ...lines] = bytes.toString('utf8', 0, length).trimEnd().split('\n');
  try {
    return { head: head.parse(JSON.parse(first)), pages: lines.map((line) => page.parse(JSON.parse(line))), length };
  } catch {
    throw new UsageError(`${path} is not the file of an import that was broken off; move it away`);
  }
}

function isSame(kept: PartHead, asked: PartHead): boolean {
  const { url, runner, project, since, names } = asked;
  return kept.url === url && kept.runner === runner && kept.project === project && kept.since === since && kept.names === names;
}
