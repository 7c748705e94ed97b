import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

const notOurs = new Set(['.git', 'node_modules', 'dist', '.venv', 'api']);

/** The paths below a folder of the checkout, relative to the root and with forward slashes, in order; what tools make is left out. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return notOurs.has(entry.name) ? [] : filesBelow(path);
      return entry.isFile() ? [path.split(sep).join('/')] : [];
    })
    .sort();
}

/** A path of this machine as the repository knows it. */
export function inRepository(path: string): string {
  return relative(root, path).split(sep).join('/');
}
