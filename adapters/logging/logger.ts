import { pino, type Logger as Pino } from 'pino';
import { isSecretName } from '../config/mask-secrets.ts';
import { logLevels, severityOf, type LogLevel } from './log-level.ts';
import type { LogFields, LogLine } from './log-line.ts';
import type { LogFormat, LogSettings } from './log-settings.ts';
import { Redactor } from './redactor.ts';
import { runnerFormat } from './runner-format.ts';
import { shortenToken } from './shorten-token.ts';
import { textFormat } from './text-format.ts';

/** Where a log goes and how it looks there. */
export interface LoggerOptions extends LogSettings {
  /** Takes whole lines, in order, before `log` returns. */
  readonly write: (line: string) => void;
  /** Whether the form `runner` is coloured. */
  readonly colour: boolean;
  /** Called for every line of the level `warning` or above, whatever is shown: it is counted in gitlab_runner_errors_total. */
  readonly onGrave?: (level: LogLevel) => void;
}

interface Shared {
  level: LogLevel;
  format: LogFormat;
  readonly options: LoggerOptions;
  readonly redactor: Redactor;
}

/** Writes lines in one of gitlab-runner's three forms. No secret passes it: fields with a secret's name are shortened, and whole lines are redacted. */
export class Logger {
  readonly #shared: Shared;
  readonly #pino: Pino<LogLevel, true>;

  private constructor(shared: Shared, inner: Pino<LogLevel, true>) {
    this.#shared = shared;
    this.#pino = inner;
  }

  /** A logger without fields of its own. */
  static create(options: LoggerOptions): Logger {
    const shared: Shared = { level: options.level, format: options.format, options, redactor: new Redactor() };
    const inner = pino<LogLevel, true>(
      {
        level: 'trace',
        customLevels: Object.fromEntries(logLevels.map((level, index) => [level, (index + 1) * 10])) as Record<LogLevel, number>,
        useOnlyCustomLevels: true,
        base: null,
        messageKey: 'msg',
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
      },
      { write: (line) => options.write(shared.redactor.redact(formatted(line, shared))) },
    );
    return new Logger(shared, inner);
  }

  /** A logger whose lines have these fields too. */
  with(fields: LogFields): Logger {
    return new Logger(this.#shared, this.#pino.child(safeFields(fields)) as Pino<LogLevel, true>);
  }

  /** Changes level and form of this logger and of all that were made from the same one, as a reload does. */
  configure({ level, format }: LogSettings): void {
    this.#shared.level = level;
    this.#shared.format = format;
  }

  /** From now on this value is shortened in every line: a token that has no prefix to be known by. */
  hide(secret: string): void {
    this.#shared.redactor.hide(secret);
  }

  /** Whether a line of that level would be written: for what is costly to say. */
  shows(level: LogLevel): boolean {
    return severityOf(level) >= severityOf(this.#shared.level);
  }

  log(level: LogLevel, message: string, fields: LogFields = {}): void {
    if (severityOf(level) >= severityOf('warning')) this.#shared.options.onGrave?.(level);
    if (this.shows(level)) this.#pino[level](safeFields(fields), message);
  }

  debug(message: string, fields?: LogFields): void {
    this.log('debug', message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.log('info', message, fields);
  }

  warning(message: string, fields?: LogFields): void {
    this.log('warning', message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.log('error', message, fields);
  }
}

/** Names that the line itself uses get another one, errors become their message, and what is named like a secret is not shown whole. */
function safeFields(fields: LogFields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [reserved.has(name) ? `fields.${name}` : name, safeValue(name, value)]));
}

const reserved: ReadonlySet<string> = new Set(['level', 'time', 'msg']);

function safeValue(name: string, value: unknown): unknown {
  if (value instanceof Error) return value.message;
  if (typeof value !== 'string' || !isSecretName(name)) return value;
  return name.toLowerCase().endsWith('token') ? shortenToken(value) : '[masked]';
}

function formatted(json: string, { format, options }: Shared): string {
  if (format === 'json') return json;
  const { time, level, msg, ...fields } = JSON.parse(json) as { time: string; level: LogLevel; msg: string } & LogFields;
  const line: LogLine = { time, level, message: msg, fields };
  return format === 'text' ? textFormat(line) : runnerFormat(line, options.colour);
}
