/** A share: `2%`, `.5%`. */
export const sharePattern = /^(?:\d+(?:\.\d*)?|\.\d+)%$/;

/** Reads a share that matches `sharePattern`, as 0 to 1 (more where the text says more). */
export function parseShare(text: string): number {
  return Number(text.slice(0, -1)) / 100;
}
