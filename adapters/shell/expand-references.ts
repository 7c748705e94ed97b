/** `${NAME}`, a brace that is never closed, `$1` and the like, `$NAME`. */
const reference = /\$(?:\{([^}]*)\}|\{|([*#$@!?\-0-9]|\w+))/g;

/**
 * Puts values in the place of `$NAME` and `${NAME}`, once: what a value refers to stays as it is. A dollar sign that begins no reference stays; a
 * broken reference (`${`, `${}`) is dropped.
 *
 * @remarks Source: Go's `os.Expand`, by which the real runner expands variables.
 */
export function expandReferences(text: string, valueOf: (name: string) => string): string {
  return text.replace(reference, (_, braced: string | undefined, plain: string | undefined) => {
    const name = braced ?? plain ?? '';
    return name === '' ? '' : valueOf(name);
  });
}
