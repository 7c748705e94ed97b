import { key } from '../key-builders.ts';
import { runnerKeys } from './runner-keys.ts';

const sessionServerKeys = {
  listen_address: key.string('', 'Address on which terminal sessions are served.', 'off'),
  advertise_address: key.string('', 'Address under which GitLab reaches them.', 'listen_address'),
  session_timeout: key.seconds(1_800_000, 'How long a session may outlive its job.', { zeroIsDefault: true }),
};

/**
 * Every key of a `config.toml` with its type, default, range and effect: the one source of what is read, checked and explained.
 *
 * @remarks Source: GitLab Runner's "Advanced configuration" page and common/config.go.
 */
export const globalKeys = {
  concurrent: key.int(0, 'Jobs that run at the same time over all runners.', { note: 'must be set' }),
  check_interval: key.seconds(3_000, 'Interval at which each runner asks for jobs.', { zeroIsDefault: true }),
  log_level: key.oneOf(
    ['panic', 'fatal', 'error', 'warn', 'warning', 'info', 'debug', 'trace'],
    'info',
    'Least severity that is logged; the command line wins.',
  ),
  log_format: key.oneOf(['runner', 'text', 'json'], 'runner', 'Form of the log; the command line wins.'),
  listen_address: key.string('', 'Address of the metrics server; the port is 9252 where none is given.', 'off'),
  shutdown_timeout: key.seconds(30_000, 'How long a forceful shutdown may take.', { zeroIsDefault: true }),
  connection_max_age: key.duration(900_000, 'Longest life of a connection to GitLab.'),
  user: key.string('', 'User that the service runs as.'),
  sentry_dsn: key.secret('Where errors are reported to.'),
  labels: key.opaque('Labels of all runners.'),
  experimental: key.foreign('Experiments of the runner that Drydock has no part in.'),
  session_server: key.table(sessionServerKeys, 'Terminal sessions into running jobs.'),
  runners: key.tables(runnerKeys, 'The runners; they share concurrent.'),
};
