import { generateKeyPair } from '../../connectors/ssh/generate-key-pair.ts';
import ssh2 from 'ssh2';
import type { ArchiveEntry } from './archive.ts';
import { instancePaths } from './instance-paths.ts';

/** How an instance is logged in to. */
export interface Login {
  /** Where its sshd listens inside the container. */
  readonly listen: string;
  /** The private key of the operator's own that is let in, in place of a new one. */
  readonly operatorKey: string | null;
  readonly allowPassword: boolean;
}

/** What was made for one instance. */
export interface Provisioned {
  readonly entries: readonly ArchiveEntry[];
  /** The private key that was made for it; null where the operator's own is used. */
  readonly key: string | null;
}

/** Makes the keys and the sshd configuration of one instance. An operator's key that cannot be read as one lets nobody in. */
export function instanceFiles({ listen, operatorKey, allowPassword }: Login): Provisioned {
  const host = generateKeyPair();
  const login = operatorKey === null && !allowPassword ? generateKeyPair() : null;
  const authorized = login?.publicKey ?? (operatorKey === null ? '' : publicHalf(operatorKey));
  const file = (path: string, content: string, mode: number): ArchiveEntry => ({ kind: 'file', path: path.slice(1), mode, content });
  const entries: ArchiveEntry[] = [
    { kind: 'directory', path: 'etc/drydock', mode: 0o755 },
    file(instancePaths.hostKey, host.privateKey, 0o600),
    file(instancePaths.hostPublicKey, `${host.publicKey}\n`, 0o644),
    file(instancePaths.authorizedKeys, `${authorized}\n`, 0o644),
    file(instancePaths.sshdConfig, sshdConfig(listen, allowPassword), 0o644),
  ];
  if (login !== null) entries.push(file(instancePaths.key, login.privateKey, 0o600));
  return { entries, key: login?.privateKey ?? null };
}

function publicHalf(key: string): string {
  const parsed = ssh2.utils.parseKey(key);
  return parsed instanceof Error ? '' : `${parsed.type} ${parsed.getPublicSSH().toString('base64')}`;
}

/** Many jobs may connect at once, and the image's own configuration has no say. */
function sshdConfig(listen: string, allowPassword: boolean): string {
  const lines = [
    `ListenAddress ${listen}`,
    'Port 22',
    `HostKey ${instancePaths.hostKey}`,
    `AuthorizedKeysFile ${instancePaths.authorizedKeys}`,
    `PasswordAuthentication ${allowPassword ? 'yes' : 'no'}`,
    `PermitRootLogin ${allowPassword ? 'yes' : 'prohibit-password'}`,
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    'UseDNS no',
    'PrintMotd no',
    'PidFile none',
    'MaxStartups 200:30:400',
    'MaxSessions 200',
    'Subsystem sftp internal-sftp',
  ];
  return `${lines.join('\n')}\n`;
}
