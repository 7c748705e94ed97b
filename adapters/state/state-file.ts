import { readFileSync, renameSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { z } from 'zod';
import type { StoredInstance } from '../../core/scaling/stored-instance.ts';
import { stateSchema } from './state-schema.ts';
import { syncDirectory } from './sync-directory.ts';

/** How state is kept. */
export interface StateFileOptions {
  /** Hears in one line of a file that cannot be used, of writes that fail and of writes that succeed again. */
  readonly report?: (message: string) => void;
  /** Shortest time between the beginnings of two writes, in milliseconds. */
  readonly intervalMs?: number;
}

/**
 * What state_storage keeps of one runner's instances. The file is for its owner alone, and holds one of the states that were written, whole, whenever the program
 * or the machine stops. No failure of the disk reaches the manager.
 *
 * @remarks Source: semantics.md §2.11.
 */
export class StateFile {
  readonly #path: string;
  readonly #report: (message: string) => void;
  readonly #intervalMs: number;
  #current: (() => readonly StoredInstance[]) | null = null;
  #pause: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  /** The text that the file has; null where that is not known. */
  #written: string | null = null;
  #failing = false;
  #closed = false;

  constructor(path: string, { report = () => undefined, intervalMs = 1_000 }: StateFileOptions = {}) {
    this.#path = path;
    this.#report = report;
    this.#intervalMs = intervalMs;
  }

  /** What was kept before; none where there is no file. A file that is torn or somebody else's is put aside, and none is what was kept. */
  read(): StoredInstance[] {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        this.#report(`the stored state cannot be read, instances from before are not known: ${messageOf(error)}`);
      return [];
    }
    try {
      return stateSchema.parse(JSON.parse(text)).instances;
    } catch {
      this.#putAside();
      return [];
    }
  }

  /**
   * Keeps what `current` gives: at once, and when this is called again within a second, at its end. `current` is called when the state is written, so that
   * this may be called after every step.
   */
  write(current: () => readonly StoredInstance[]): void {
    this.#current = current;
    if (this.#pause === undefined) this.#begin();
  }

  /** Writes without a pause what is still to be written. Resolves also when that failed. */
  async flush(): Promise<void> {
    if (this.#current !== null) this.#save();
    await this.#writing;
  }

  /** Writes the rest; nothing is written by itself from then on. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.flush();
    clearTimeout(this.#pause);
  }

  #begin(): void {
    // State alone does not keep a program alive: closing writes the rest.
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      if (this.#current !== null && !this.#closed) this.#begin();
    }, this.#intervalMs).unref();
    this.#save();
  }

  #save(): void {
    const current = this.#current;
    if (current === null) return;
    this.#current = null;
    const text = `${JSON.stringify({ format: 1, instances: [...current()] } satisfies z.infer<typeof stateSchema>)}\n`;
    this.#writing = this.#writing
      .then(() => this.#replace(text))
      .then(
        () => this.#succeeded(),
        (error: unknown) => this.#failed(error, current),
      );
  }

  /** A reader sees the file of before or the new one, never a part. */
  async #replace(text: string): Promise<void> {
    if (text === this.#written) return;
    this.#written = null;
    const directory = dirname(this.#path);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const draft = `${this.#path}.new`;
    const handle = await open(draft, 'w', 0o600);
    try {
      await handle.chmod(0o600);
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, this.#path);
    await syncDirectory(directory);
    this.#written = text;
  }

  #succeeded(): void {
    if (this.#failing) this.#report('the state is stored again');
    this.#failing = false;
  }

  #failed(error: unknown, current: () => readonly StoredInstance[]): void {
    if (!this.#failing) this.#report(`the state cannot be stored, which is tried again: ${messageOf(error)}`);
    this.#failing = true;
    this.#current ??= current;
    if (this.#pause === undefined && !this.#closed) this.#begin();
  }

  #putAside(): void {
    const aside = `${this.#path}.broken`;
    try {
      renameSync(this.#path, aside);
      this.#report(`the stored state is torn or not Drydock's, instances from before are not known: it is kept as ${aside}`);
    } catch (error) {
      this.#report(`the stored state is torn or not Drydock's, and cannot be put aside: ${messageOf(error)}`);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
