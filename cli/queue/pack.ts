import { deserialize, serialize } from 'node:v8';
import { gunzipSync, gzipSync } from 'node:zlib';

/** The version of the form in which this Node writes data; a newer Node reads it, an older one may not. */
export const packVersion = serialize(null)[1]!;

/** Data as bytes: every number to its last bit, typed arrays as such. */
export function pack(data: unknown): Buffer {
  return gzipSync(serialize(data), { level: 1 });
}

/** The data of `pack`. @throws Error for bytes that are something else. */
export function unpack(bytes: Uint8Array): unknown {
  return deserialize(gunzipSync(bytes));
}
