const harmless = /^[\w/.:=@%+,-]+$/;

/** A text as bash and every POSIX shell take it for one word: in single quotes where it has a character that a shell reads otherwise. */
export function shellWord(text: string): string {
  return harmless.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
