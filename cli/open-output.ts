import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { UsageError } from './usage-error.ts';

/**
 * Makes sure that a file can be written before there is something to write, and that nothing is lost by it: a file that is there and does not begin as what an earlier
 * command wrote, such as the scenario itself, stays.
 *
 * @param flags `a` leaves what an earlier command wrote until it is replaced, `w` empties the file at once.
 * @throws UsageError when it cannot be written or must not.
 */
export function openOutput(file: string, { beginning, flags }: { readonly beginning: string; readonly flags: 'a' | 'w' }): void {
  try {
    if (existsSync(file) && statSync(file).isFile()) {
      const head = headOf(file, beginning.length);
      if (head !== '' && head !== beginning) throw new Error('it is there and is not from an earlier run');
    }
    closeSync(openSync(file, flags));
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${(error as Error).message}`);
  }
}

function headOf(file: string, length: number): string {
  const descriptor = openSync(file, 'r');
  try {
    const head = Buffer.alloc(length);
    return head.subarray(0, readSync(descriptor, head)).toString('utf8');
  } finally {
    closeSync(descriptor);
  }
}
