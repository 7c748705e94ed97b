import { loginDirectory } from './login-directory.ts';
import { shellWord } from './shell-word.ts';

/** The variable of a script that has the login directory; set before anything else, not exported. */
export const posixLoginVariable = '_drydock_home';

/**
 * Quotes a text for bash and every POSIX shell, so that it is one word and exactly that text; the mark of the login directory becomes the directory. Single
 * quotes alone are used: `$'…'` is unknown to dash, which then runs pieces of the script as commands (`eval: Running on …: not found`).
 */
export function quotePosix(text: string): string {
  if (text === '') return shellWord(text);
  const words = text.split(loginDirectory).map((part) => (part === '' ? '' : shellWord(part)));
  return words.join(`"$${posixLoginVariable}"`);
}
