import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const ownerOnly = 0o600;

/**
 * Writes a configuration, which holds tokens: for its owner alone, and whole or not at all, also when the machine stops in the middle. A link stays a link. Where
 * the file is a mount of its own, as in a container, it is written in place.
 *
 * @throws Error of the file system when it cannot be written.
 */
export function writeConfigFile(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const target = existsSync(file) ? realpathSync(file) : file;
  const draft = `${target}.${process.pid}.new`;
  try {
    const descriptor = openSync(draft, 'w', ownerOnly);
    try {
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
    writeFileSync(target, text, { mode: ownerOnly });
  }
}
