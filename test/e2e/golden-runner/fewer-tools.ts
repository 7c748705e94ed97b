import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const missing = /^(?:gitlab-runner|curl|wget|zip|unzip|bsdtar|busybox|python.*)$/;

/** The programs of this machine, without those that move or pack files. */
export class FewerTools {
  readonly #directory = mkdtempSync(join(tmpdir(), 'drydock-tools-'));

  constructor() {
    const directories = (process.env['PATH'] ?? '').split(delimiter).filter((directory) => /^\/(?:usr\/)?(?:local\/)?s?bin$/.test(directory));
    const seen = new Set<string>();
    for (const directory of directories)
      for (const name of readdirSync(directory)) {
        if (missing.test(name) || seen.has(name)) continue;
        seen.add(name);
        symlinkSync(join(directory, name), join(this.#directory, name));
      }
  }

  /** What a login shell reads to find these alone. */
  get profile(): string {
    return `PATH=${this.#directory}; export PATH\n`;
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
