const offset = 0xcbf29ce484222325n;
const prime = 0x100000001b3n;

/** One hash of 16 hexadecimal digits over the hashes of replications, in the order given (64-bit FNV-1a of their digits). */
export function foldHashes(hashes: readonly string[]): string {
  let folded = offset;
  for (const hash of hashes) {
    for (let index = 0; index < hash.length; index++) folded = BigInt.asUintN(64, (folded ^ BigInt(hash.charCodeAt(index))) * prime);
  }
  return folded.toString(16).padStart(16, '0');
}
