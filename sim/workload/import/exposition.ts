/** One line of a Prometheus text exposition. */
export interface Sample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

const line = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+\S+)?(?:\s+#.*)?$/;
const label = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;
const escapes: Readonly<Record<string, string>> = { n: '\n' };

/**
 * The samples of a text that `/metrics` gives, of Prometheus' format or of OpenMetrics; comments and what is no sample are passed over.
 *
 * @remarks Source: Prometheus documentation, "Exposition formats".
 */
export function parseExposition(text: string): Sample[] {
  return text.split('\n').flatMap((source) => {
    const [, name, labels = '', value = ''] = line.exec(source.trim()) ?? [];
    if (name === undefined) return [];
    const pairs = [...labels.matchAll(label)].map(([, key = '', escaped = '']): [string, string] => [
      key,
      escaped.replaceAll(/\\(.)/g, (_, character: string) => escapes[character] ?? character),
    ]);
    return [{ name, labels: new Map(pairs), value: numberOf(value) }];
  });
}

function numberOf(text: string): number {
  if (/^[+]?Inf$/i.test(text)) return Number.POSITIVE_INFINITY;
  return /^-Inf$/i.test(text) ? Number.NEGATIVE_INFINITY : Number(text);
}
