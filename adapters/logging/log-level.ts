/** Severities, the gravest last. The names are those of the keys `log_level` and `--log-level`, and of the label `level` in metrics. */
export const logLevels = ['trace', 'debug', 'info', 'warning', 'error', 'fatal', 'panic'] as const;
export type LogLevel = (typeof logLevels)[number];

/** How grave a severity is, as a number that grows with it. */
export function severityOf(level: LogLevel): number {
  return logLevels.indexOf(level);
}

/** The severity that a user's word means (`warn` is `warning`); null for no such word. */
export function parseLogLevel(word: string): LogLevel | null {
  const lower = word.toLowerCase();
  return lower === 'warn' ? 'warning' : (logLevels.find((level) => level === lower) ?? null);
}
