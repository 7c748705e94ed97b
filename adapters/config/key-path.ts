/** Names of tables and keys from the document down, with the index in an array of tables: `['runners', 0, 'limit']`. */
export type KeyPath = readonly (string | number)[];

/** Writes a path as findings show it: `runners[0].autoscaler.policy[1].idle_time`. */
export function formatKeyPath(path: KeyPath): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`;
    else text += text === '' ? segment : `.${segment}`;
  }
  return text;
}
