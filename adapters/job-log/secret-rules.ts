import type { SecretFinding, SecretRule } from './secret-rule.ts';

/**
 * Prefixes of GitLab's tokens, masked whatever the job says of them.
 *
 * @remarks Source: GitLab documentation, security, "Token prefixes"; GitLab Runner masks these where FF_MASK_ALL_DEFAULT_TOKENS is on, as by default.
 */
const builtInPrefixes = [
  'glpat-',
  'gloas-',
  'gldt-',
  'glrt-',
  'glrtr-',
  'glcbt-',
  'glptt-',
  'glft-',
  'glimt-',
  'glagent-',
  'glwt-',
  'glsoat-',
  'glffct-',
  'gltok-',
  '_gitlab_session=',
];

/**
 * Parameters of URLs whose values are secrets, in small letters: those that GitLab Runner masks, GitLab's other tokens, and what signs the URLs of
 * the other clouds' storage.
 */
const secretParameters = [
  'private_token',
  'authenticity_token',
  'rss_token',
  'feed_token',
  'job_token',
  'access_token',
  'x-amz-signature',
  'x-amz-credential',
  'x-amz-security-token',
  'x-goog-signature',
  'x-goog-credential',
  'sig',
];

const undecided: SecretFinding = { kind: 'undecided', ifLast: null };
const userinfoReach = 8 * 1024;

/** Whether bytes match from a place: wholly, not, or as far as they go. */
function compare(bytes: Buffer, at: number, expected: Buffer): 'whole' | 'part' | 'none' {
  const length = Math.min(expected.length, bytes.length - at);
  // Most comparisons end within three bytes: a loop is faster than a call of the library.
  for (let index = 0; index < length; index++) if (bytes[at + index] !== expected[index]) return 'none';
  return length === expected.length ? 'whole' : 'part';
}

/** First place from `at` whose byte is not of the set; the length of the bytes when there is none. */
function endOf(set: Uint8Array, bytes: Buffer, at: number): number {
  let end = at;
  while (end < bytes.length && set[bytes[end]!] !== 0) end++;
  return end;
}

function byteSet(holds: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => Number(holds(byte)));
}

/** All but blanks, control characters and those named. */
function printableBut(excluded: string): Uint8Array {
  return byteSet((byte) => byte > 0x20 && byte !== 0x7f && !excluded.includes(String.fromCharCode(byte)));
}

const tokenBytes = byteSet((byte) => /[-.=\w]/.test(String.fromCharCode(byte)));
const nameBytes = byteSet((byte) => /[-\w]/.test(String.fromCharCode(byte)));
const parameterBytes = printableBut('?&');
const userBytes = printableBut('/?#@:"<>`\\');
const passwordBytes = printableBut('/?#"<>`\\');

/** A secret that is known: it is masked wherever it stands. */
class PhraseRule implements SecretRule {
  readonly starts: readonly Buffer[];
  readonly reach: number;
  readonly #phrase: Buffer;

  constructor(phrase: Buffer) {
    this.starts = [phrase.subarray(0, 2)];
    this.reach = phrase.length;
    this.#phrase = phrase;
  }

  find(bytes: Buffer, at: number): SecretFinding | null {
    const match = compare(bytes, at, this.#phrase);
    if (match === 'none') return null;
    return match === 'part' ? undecided : { kind: 'secret', from: at, to: at + this.#phrase.length };
  }
}

/** What follows a token's prefix, which itself stays legible. */
class PrefixRule implements SecretRule {
  readonly starts: readonly Buffer[];
  readonly reach: number;
  readonly #prefix: Buffer;

  constructor(prefix: Buffer) {
    this.starts = [prefix.subarray(0, 2)];
    this.reach = prefix.length;
    this.#prefix = prefix;
  }

  find(bytes: Buffer, at: number): SecretFinding | null {
    const match = compare(bytes, at, this.#prefix);
    if (match === 'none') return null;
    const from = at + this.#prefix.length;
    if (from >= bytes.length) return undecided;
    const to = endOf(tokenBytes, bytes, from);
    if (to === bytes.length) return { kind: 'open', from };
    return to === from ? null : { kind: 'secret', from, to };
  }
}

/** The value of a secret parameter of a URL, empty or not. Names are taken in any case, as servers take them. */
class ParameterRule implements SecretRule {
  readonly starts: readonly Buffer[];
  readonly reach: number;
  readonly #names: ReadonlySet<string>;

  constructor(names: readonly string[]) {
    const initials = new Set(names.flatMap((name) => [name[0]!, name[0]!.toUpperCase()]));
    this.starts = ['?', '&'].flatMap((separator) => [...initials].map((initial) => Buffer.from(separator + initial)));
    this.reach = Math.max(...names.map((name) => name.length)) + 2;
    this.#names = new Set(names);
  }

  find(bytes: Buffer, at: number): SecretFinding | null {
    const limit = at + this.reach;
    let equals = at + 1;
    while (equals < bytes.length && equals < limit && nameBytes[bytes[equals]!] !== 0) equals++;
    if (equals === bytes.length) return undecided;
    if (bytes[equals] !== 0x3d || !this.#names.has(bytes.toString('latin1', at + 1, equals).toLowerCase())) return null;
    const from = equals + 1;
    const to = endOf(parameterBytes, bytes, from);
    return to === bytes.length ? { kind: 'open', from } : { kind: 'secret', from, to };
  }
}

/**
 * The password of `scheme://user:password@host`. GitLab Runner shows it. A user name without a password stays, for it is most often `git`.
 */
class UserinfoRule implements SecretRule {
  readonly starts: readonly Buffer[] = [Buffer.from(':/')];
  readonly reach = userinfoReach;
  readonly #introduction = Buffer.from('://');

  find(bytes: Buffer, at: number): SecretFinding | null {
    const match = compare(bytes, at, this.#introduction);
    if (match !== 'whole') return match === 'none' ? null : undecided;
    const within = bytes.length - at > userinfoReach ? bytes.subarray(0, at + userinfoReach) : bytes;
    const colon = endOf(userBytes, within, at + this.#introduction.length);
    if (colon === bytes.length) return undecided;
    if (bytes[colon] !== 0x3a) return null;
    const from = colon + 1;
    const end = endOf(passwordBytes, within, from);
    const length = bytes.subarray(from, end).lastIndexOf(0x40);
    const password = length < 1 ? null : { from, to: from + length };
    if (end === bytes.length && within === bytes) return { kind: 'undecided', ifLast: password };
    return password === null ? null : { kind: 'secret', ...password };
  }
}

/** What a job's secrets are known by. */
export interface SecretHints {
  /** Values that must not be seen, such as those of masked variables. */
  readonly phrases: readonly string[];
  /** Prefixes of tokens beyond GitLab's own. */
  readonly tokenPrefixes: readonly string[];
}

/**
 * The rules by which a job's log is masked: its own secrets, tokens by their prefix, secret parameters and passwords in URLs.
 *
 * @remarks Source: peer-runner.md §2.3.
 */
export function secretRules({ phrases, tokenPrefixes }: SecretHints): SecretRule[] {
  const distinct = (texts: readonly string[]): Buffer[] => [...new Set(texts)].filter((text) => text !== '').map((text) => Buffer.from(text));
  return [
    ...distinct(phrases).map((phrase) => new PhraseRule(phrase)),
    ...distinct([...builtInPrefixes, ...tokenPrefixes]).map((prefix) => new PrefixRule(prefix)),
    new ParameterRule(secretParameters),
    new UserinfoRule(),
  ];
}
