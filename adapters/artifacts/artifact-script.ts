import { posixTransfer } from './posix/posix-transfer.ts';
import { powershellTransfer } from './powershell/powershell-transfer.ts';
import type { TransferPlan } from './transfer-plan.ts';

/** The shells that scripts are written for; `pwsh` is PowerShell of any system, `powershell` that of Windows. */
export type TransferShell = 'bash' | 'sh' | 'pwsh' | 'powershell';

/**
 * The commands that carry out a plan, to stand in a stage's script after the variables are exported and the directory is the project's: text of several lines
 * in which the shell's "stop at the first error" is in force. The instance chooses the route, and says which in the log: the `gitlab-runner` that it has;
 * else curl (PowerShell's own client on Windows) and the archivers that it has; else the script ends with `noRouteExitCode` before it has moved anything,
 * and the plan is for `ManagerRoute`.
 *
 * @remarks Tokens and signed addresses are in the text, which goes over standard input; they reach tools by their standard input or environment. Only
 * `gitlab-runner` takes a cache's address by its command line, as it knows no other way.
 */
export function artifactScript(plan: TransferPlan, shell: TransferShell): string {
  return shell === 'bash' || shell === 'sh' ? posixTransfer(plan) : powershellTransfer(plan);
}
