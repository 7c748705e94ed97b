import ssh2 from 'ssh2';
import { assert } from '../../../core/assert.ts';

/** A key that was made for a machine or a user. */
export interface SshKeyPair {
  /** OpenSSH's format, without a passphrase. */
  readonly privateKey: string;
  /** As in `authorized_keys`: `type key`. */
  readonly publicKey: string;
}

/** The library writes about one of 150 keys so that neither it nor OpenSSH can read it again: that many in a row do not happen. */
const attempts = 20;

/** Makes an Ed25519 key pair which can be read again. */
export function generateKeyPair(): SshKeyPair {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    const readable = !(ssh2.utils.parseKey(pair.private) instanceof Error) && !(ssh2.utils.parseKey(pair.public) instanceof Error);
    if (readable) return { privateKey: pair.private, publicKey: pair.public.split(' ').slice(0, 2).join(' ') };
  }
  assert(false, 'a key that was generated can be read');
}
