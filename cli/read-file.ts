import { readFileSync } from 'node:fs';
import { UsageError } from './usage-error.ts';

/**
 * Reads a text file that the command line names.
 *
 * @throws UsageError when it cannot be read.
 */
export function readNamedFile(path: string): string {
  const text = readOrFault(path);
  if (typeof text !== 'string') throw new UsageError(text.fault);
  return text;
}

/** Reads a text file that another file names; the fault is one line for a finding. The mark that some editors put before UTF-8 is no part of the text. */
export function readOrFault(path: string): string | { readonly fault: string } {
  try {
    return readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { fault: `there is no file ${path}` };
    if (code === 'EISDIR') return { fault: `${path} is a directory` };
    return { fault: `cannot read ${path}: ${message}` };
  }
}
