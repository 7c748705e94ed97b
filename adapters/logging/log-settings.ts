import { parseLogLevel, type LogLevel } from './log-level.ts';

/** Forms of the log. */
export const logFormats = ['runner', 'text', 'json'] as const;
export type LogFormat = (typeof logFormats)[number];

/** What the command line says of the log, a flag before its variable; undefined where it says nothing. */
export interface LogWishes {
  readonly debug?: boolean | undefined;
  readonly logLevel?: string | undefined;
  readonly logFormat?: string | undefined;
}

/** The level and the form of the log. */
export interface LogSettings {
  readonly level: LogLevel;
  readonly format: LogFormat;
}

/**
 * Who decides how the log looks: `--debug`, then `--log-level` and `--log-format` with their variables, then the configuration, then `info` and `runner`.
 *
 * @param config the keys log_level and log_format of the configuration; null while it is not read, or cannot be.
 * @remarks Source: ux.md §1.1.
 */
export function logSettings(wishes: LogWishes, config: { readonly logLevel: string; readonly logFormat: string } | null): LogSettings {
  const format = wishes.logFormat ?? config?.logFormat;
  const level = parseLogLevel(wishes.logLevel ?? config?.logLevel ?? '');
  return { level: wishes.debug === true ? 'debug' : (level ?? 'info'), format: logFormats.find((known) => known === format) ?? 'runner' };
}
