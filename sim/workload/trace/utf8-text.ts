/** The text of bytes in UTF-8, without the mark that some editors put first; what is not UTF-8 becomes U+FFFD. */
export function utf8Text(bytes: Uint8Array, from = 0, to = bytes.length): string {
  const chunk = 4096;
  const codes: number[] = [];
  let text = '';
  let position = from === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : from;
  while (position < to) {
    const first = bytes[position++] as number;
    const more = first < 0x80 ? 0 : first >= 0xc2 && first < 0xe0 ? 1 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xf0 && first < 0xf5 ? 3 : -1;
    let code = more === -1 ? 0xfffd : more === 0 ? first : first & (0x3f >> more);
    for (let i = 0; i < more; i++) {
      const next = position < to ? (bytes[position] as number) : 0;
      if ((next & 0xc0) !== 0x80) {
        code = 0xfffd;
        break;
      }
      code = (code << 6) | (next & 0x3f);
      position++;
    }
    codes.push(code);
    if (codes.length === chunk) text += String.fromCodePoint(...codes.splice(0));
  }
  return text + String.fromCodePoint(...codes);
}
