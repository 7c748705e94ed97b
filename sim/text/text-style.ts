/** How text may look where it goes; decided by the command line, one for each stream. */
export interface TextStyle {
  /** Columns. */
  readonly width: number;
  readonly colour: boolean;
  /** False: ASCII only. */
  readonly unicode: boolean;
}

const codes = { green: 32, red: 31, yellow: 33, dim: 2 } as const;

/** Colours a text where the style has colour. Meaning never hangs on it alone. */
export function paint(text: string, colour: keyof typeof codes, style: TextStyle): string {
  return style.colour ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text;
}

const asciiFor: readonly (readonly [string, string])[] = [
  ['✓', '+'],
  ['✗', 'x'],
  ['×', 'x'],
  ['…', '..'],
  ['→', '->'],
  ['≤', '<='],
  ['≥', '>='],
  ['±', '+-'],
  ['·', '-'],
  ['’', "'"],
  ['–', '-'],
  ['█', '#'],
  ['░', '.'],
];

/** Replaces the signs that our own words have by ASCII where the terminal has no UTF-8. */
export function spell(text: string, style: TextStyle): string {
  if (style.unicode) return text;
  return asciiFor.reduce((spelled, [sign, ascii]) => spelled.replaceAll(sign, ascii), text);
}

/** Columns that a text takes, colour codes left out. */
export function columns(text: string): number {
  return text.replace(/\u001b\[\d+m/g, '').length;
}

/** Pads to a number of columns on the right. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}
