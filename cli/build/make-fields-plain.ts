import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../package-root.ts';
import { plainFields } from './plain-fields.ts';

/** Makes the fields of the built core and simulator plain. What has been made so is not touched again. */
for (const room of ['core', 'sim']) {
  const folder = join(packageRoot(), 'dist', room);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.js')) continue;
    const file = join(folder, name);
    const text = readFileSync(file, 'utf8');
    const plain = plainFields(text);
    if (plain !== text) writeFileSync(file, plain);
  }
}
