import { escapeMarkup } from '../escape-markup.ts';

/** A cell: a text, or a figure whose exact value stands in the markup beside its words. */
export type Cell = string | Figure;

/** A figure of the result. */
export interface Figure {
  /** As the result has it; null where nothing was measured. */
  readonly value: number | null;
  readonly text: string;
}

/** What a table is made of. */
export interface TableContent {
  /** By which tests and programs find it. */
  readonly id: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A table that scrolls where the page is too narrow for it. */
export function table({ id, head, rows }: TableContent): string {
  const heads = head.map((name) => `<th scope="col">${escapeMarkup(name)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n');
  return `<div class="scroll"><table id="${id}"><thead><tr>${heads}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
}

function cell(content: Cell): string {
  if (typeof content === 'string') return `<td>${escapeMarkup(content)}</td>`;
  const text = escapeMarkup(content.text);
  return `<td>${content.value === null ? text : `<data value="${content.value}">${text}</data>`}</td>`;
}
