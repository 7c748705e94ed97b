/** Integers and NaN as text: the difference of each to the one before, in as few bytes as it needs, in Base64. Times that ascend take two bytes or three. */
export function packColumn(values: ArrayLike<number>): string {
  const bytes: number[] = [];
  let before = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (Number.isNaN(value)) {
      putVarint(bytes, 0);
      continue;
    }
    const step = value - before;
    before = value;
    putVarint(bytes, 1 + (step < 0 ? -2 * step - 1 : 2 * step));
  }
  return toBase64(Uint8Array.from(bytes));
}

/** Reads what `packColumn` wrote into `values`, which has the length of the column. */
export function unpackColumn<T extends Float64Array | Uint32Array | Uint8Array>(text: string, values: T): T {
  const bytes = fromBase64(text);
  let [at, before] = [0, 0];
  for (let index = 0; index < values.length; index++) {
    let [code, unit] = [0, 1];
    for (let byte = 128; byte >= 128; unit *= 128) {
      byte = bytes[at++]!;
      code += (byte % 128) * unit;
    }
    if (code === 0) {
      values[index] = Number.NaN;
      continue;
    }
    before += code % 2 === 0 ? -code / 2 : (code - 1) / 2;
    values[index] = before;
  }
  return values;
}

/** Seven bits a byte, the lowest first; by division, since times of years have more than 32 bits. */
function putVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

const chunk = 32_768;

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += chunk) text += String.fromCharCode(...bytes.subarray(at, at + chunk));
  return btoa(text);
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}
