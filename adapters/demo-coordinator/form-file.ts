/** A file of a form. */
export interface FormFile {
  readonly filename: string;
  readonly bytes: Buffer;
}

/**
 * The file in the field `file` of a form that has come in full; null where there is none.
 *
 * @remarks Source: RFC 7578 and RFC 2046 §5.1.1, of which runners and curl use this much.
 */
export function formFile(body: Buffer, contentType: string): FormFile | null {
  const [, quoted, bare] = /^multipart\/form-data\s*;.*\bboundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) return null;
  const delimiter = `\r\n--${boundary}`;
  // The first boundary may stand at the very beginning, without the line end before it.
  const text = Buffer.concat([Buffer.from('\r\n'), body]);
  let start = text.indexOf(delimiter);
  while (start >= 0) {
    const end = text.indexOf(delimiter, start + delimiter.length);
    if (end < 0) return null;
    const file = fileOfPart(text.subarray(start + delimiter.length, end));
    if (file !== null) return file;
    start = end;
  }
  return null;
}

function fileOfPart(part: Buffer): FormFile | null {
  const headEnd = part.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const head = part.subarray(0, headEnd).toString('utf8');
  const [, disposition = ''] = /^content-disposition:\s*(.*)$/im.exec(head) ?? [];
  const [, filename] = /;\s*filename="((?:[^"\\]|\\.)*)"/.exec(disposition) ?? [];
  if (!/;\s*name="?file"?\s*(?:;|$)/.test(disposition) || filename === undefined) return null;
  return { filename: filename.replaceAll(/\\(.)/g, '$1'), bytes: part.subarray(headEnd + 4) };
}
