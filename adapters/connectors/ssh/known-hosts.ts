import { createHmac } from 'node:crypto';

/**
 * The keys that files in the format of OpenSSH's `known_hosts` give for a host, as `type key`: plain and hashed names, patterns with `*`, `?` and `!`,
 * `[host]:port`. Lines that name a certificate authority are passed over, since host certificates are not understood; a key that is revoked for the host
 * is left out wherever else it stands.
 */
export function knownHosts(text: string, host: string, port: number): readonly string[] {
  const name = port === 22 ? host : `[${host}]:${port}`;
  const known: string[] = [];
  const revoked = new Set<string>();
  for (const line of text.split('\n')) {
    const words = line.trim().split(/\s+/);
    const marker = words[0]?.startsWith('@') === true ? words.shift() : undefined;
    const [names = '', type = '', key = ''] = words;
    if (names === '' || names.startsWith('#') || key === '' || !matches(names, name.toLowerCase())) continue;
    if (marker === '@revoked') revoked.add(key);
    else if (marker === undefined) known.push(`${type} ${key}`);
  }
  return known.filter((line) => !revoked.has(line.split(' ')[1] ?? ''));
}

function matches(names: string, name: string): boolean {
  if (names.startsWith('|1|')) return matchesHash(names, name);
  let matched = false;
  for (const pattern of names.toLowerCase().split(',')) {
    if (pattern.startsWith('!')) {
      if (glob(pattern.slice(1)).test(name)) return false;
    } else matched ||= glob(pattern).test(name);
  }
  return matched;
}

/** `|1|salt|hash`: HMAC-SHA1 of the name under the salt, both in base64. */
function matchesHash(hashed: string, name: string): boolean {
  const [, , salt = '', hash = ''] = hashed.split('|');
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}

function glob(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}
