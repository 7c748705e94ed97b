import { Logger } from '../../../adapters/logging/logger.ts';
import type { LogLevel } from '../../../adapters/logging/log-level.ts';
import { logSettings, type LogWishes } from '../../../adapters/logging/log-settings.ts';
import type { Io } from '../../io.ts';
import { terminalStyle } from '../../terminal-style.ts';

/**
 * The log of a command: on standard error, coloured at a terminal.
 *
 * @param config the keys of the configuration for the log; null while it is not read.
 * @param onGrave hears of every warning and error.
 */
export function operatorLog(
  wishes: LogWishes,
  config: { readonly logLevel: string; readonly logFormat: string } | null,
  io: Io,
  onGrave: (level: LogLevel) => void = () => undefined,
): Logger {
  return Logger.create({
    ...logSettings(wishes, config),
    onGrave,
    colour: terminalStyle(io.stderr, io.env).colour,
    write: (line) => {
      io.stderr.write(line);
    },
  });
}
