/** Options of curl as lines of the file that `--config` reads, so that no secret among them is on a command line. Line breaks in a value become blanks. */
export function curlConfig(options: readonly (readonly [name: string, value: string])[]): string {
  return options.map(([name, value]) => `${name} = "${value.replaceAll(/[\r\n]+/g, ' ').replaceAll(/[\\"]/g, '\\$&')}"`).join('\n');
}
