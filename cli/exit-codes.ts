/**
 * What the exit code of `sim` says.
 *
 * @remarks Source: k6's numbers where they exist (grafana/k6 errext/exitcodes); ux.md §1.2.
 */
export const exitCodes = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  objectiveMissed: 99,
  badInput: 104,
  interrupted: 105,
  invariantBroken: 109,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const gravest: readonly ExitCode[] = [
  exitCodes.invariantBroken,
  exitCodes.unexpected,
  exitCodes.badInput,
  exitCodes.interrupted,
  exitCodes.objectiveMissed,
  exitCodes.usage,
];

/** The code for several files: the gravest of theirs. */
export function combineExitCodes(codes: readonly ExitCode[]): ExitCode {
  return gravest.find((code) => codes.includes(code)) ?? exitCodes.ok;
}
