import type { Io } from './io.ts';

/** Standard input that can be asked for again: it is read once. */
export function rememberStdin(io: Pick<Io, 'readStdin'>): Pick<Io, 'readStdin'> {
  let text: string | null = null;
  return { readStdin: () => (text ??= io.readStdin()) };
}
