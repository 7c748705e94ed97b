/** The shells that scripts are written for. */
export type ShellName = 'bash' | 'sh' | 'pwsh' | 'powershell';

const names: ReadonlySet<string> = new Set<ShellName>(['bash', 'sh', 'pwsh', 'powershell']);

/** The shell of a runner: `shell` of its configuration, bash where that is empty. Null for one that needs its script in a file (`cmd`). */
export function shellName(configured: string): ShellName | null {
  if (configured === '') return 'bash';
  return names.has(configured) ? (configured as ShellName) : null;
}
