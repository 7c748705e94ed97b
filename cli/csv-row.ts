/** Cells as a row of CSV without its end (RFC 4180): what would break a row is quoted, an empty cell stands for nothing. */
export function csvRow(cells: readonly (string | number | null)[]): string {
  return cells.map(cell).join(',');
}

function cell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
