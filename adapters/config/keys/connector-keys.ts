import { key } from '../key-builders.ts';

/** The keys of `connector_config`, for the host and again for the nested VM. */
export const connectorKeys = {
  os: key.string('', 'Operating system of the instance, where the plugin does not say.', "the plugin's"),
  arch: key.string('', 'Architecture of the instance, where the plugin does not say.', "the plugin's"),
  protocol: key.oneOf(['', 'ssh', 'winrm', 'winrm+https'], '', 'How the manager talks to the instance.', "the plugin's, else ssh"),
  protocol_port: key.int(0, 'Port of that protocol.', { min: 0, max: 65_535, note: '22 for ssh, 5985 for winrm, 5986 for winrm+https' }),
  username: key.string('', 'User that jobs run as.', "the plugin's"),
  password: key.secret('Password of that user; the private key of key_path is used where both are set.'),
  key_path: key.string('', 'File with the private key (PEM), read at start.'),
  use_static_credentials: key.bool(false, 'Use the username and password (or key) given here instead of credentials made by the plugin; needs username.'),
  keepalive: key.duration(30_000, 'Interval of keep-alive requests on the connection.', { min: 0, zeroIsDefault: true }),
  timeout: key.duration(600_000, 'How long connecting may take, retries included.', { min: 0, zeroIsDefault: true }),
  use_external_addr: key.bool(false, "Connect to the instance's external address; otherwise the internal one, where there is one."),
  host_key_checking: key.oneOf(
    ['accept-new', 'strict', 'console', 'off'],
    'accept-new',
    "Which SSH host keys are trusted (Drydock's own): any on first sight, only known ones, those printed on the serial console, all without a check.",
  ),
};
