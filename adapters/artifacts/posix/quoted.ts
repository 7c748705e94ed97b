import { loginDirectory } from '../../shell/login-directory.ts';

const plain = /^[\w%+,./:=@-]+$/;

/** One word of a POSIX shell that stands for the text, whatever is in it; `loginDirectory` becomes the user's home, which is where sessions begin. */
export function quoted(text: string): string {
  if (plain.test(text)) return text;
  return `'${text.replaceAll("'", `'\\''`).replaceAll(loginDirectory, `'"$HOME"'`)}'`;
}
