import { createPrivateKey, type KeyObject } from 'node:crypto';
import ssh2, { type ParsedKey } from 'ssh2';
import { FaultError } from '../../fault-error.ts';

/**
 * Reads a private key: OpenSSH's format, or PEM as RSA, EC or PKCS #8.
 *
 * @throws FaultError `auth`, which says what is wrong and nothing of what was read.
 */
export function readPrivateKey(text: string): ParsedKey {
  const parsed: ParsedKey | ParsedKey[] | Error = ssh2.utils.parseKey(isPkcs8(text) ? fromPkcs8(text) : text);
  if (parsed instanceof Error) throw unreadable(parsed.message);
  const [key] = [parsed].flat();
  if (key?.isPrivateKey() !== true) throw unreadable('it is a public key');
  return key;
}

function isPkcs8(text: string): boolean {
  return text.includes('-----BEGIN PRIVATE KEY-----');
}

/** The library does not know PKCS #8; the runtime does. */
function fromPkcs8(text: string): string {
  let key: KeyObject;
  try {
    key = createPrivateKey(text);
  } catch {
    throw unreadable('it is damaged');
  }
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return key.export({ type: 'pkcs1', format: 'pem' });
    case 'ec':
      return key.export({ type: 'sec1', format: 'pem' });
    case 'ed25519':
      return openSshEd25519(key);
    default:
      throw unreadable(`SSH has no keys of type ${String(key.asymmetricKeyType)}`);
  }
}

/** @remarks Source: PROTOCOL.key of OpenSSH. */
function openSshEd25519(key: KeyObject): string {
  const { x = '', d = '' } = key.export({ format: 'jwk' });
  const [point, seed] = [Buffer.from(x, 'base64url'), Buffer.from(d, 'base64url')];
  const name = field('ssh-ed25519');
  const check = Buffer.alloc(8);
  const secret = Buffer.concat([check, name, field(point), field(Buffer.concat([seed, point])), field('')]);
  const padding = Buffer.from(Array.from({ length: (8 - (secret.length % 8)) % 8 }, (_, index) => index + 1));
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    field('none'),
    field('none'),
    field(''),
    Buffer.from([0, 0, 0, 1]),
    field(Buffer.concat([name, field(point)])),
    field(Buffer.concat([secret, padding])),
  ]);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${body.toString('base64').replace(/.{70}/g, '$&\n')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

/** A string as SSH writes it: its length first. */
function field(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function unreadable(why: string): FaultError {
  return new FaultError('auth', `the private key cannot be read: ${why}`);
}
