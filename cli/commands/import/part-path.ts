/** Where an import keeps what it has read until all of it is there: beside its output. */
export function partPath(output: string): string {
  return `${output}.part`;
}
