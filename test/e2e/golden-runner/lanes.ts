/** Jobs that share a directory and so run one after the other, as they did when they were recorded. */
export interface Lane {
  readonly name: string;
  readonly jobs: readonly string[];
  /** Files that earlier jobs, which are not of this lane, had left in the project's directory. */
  readonly leftovers: readonly string[];
}

/** Each begins with what the one before has left: a clone, artifacts, a cache. */
const sequences: readonly (readonly string[])[] = [
  ['01-success-first-clone', '02-success-fetch-existing', '03-fail-exit3', '08-git-depth0', '09-before-after', '26-hooks', '28-bad-sha', '29-bad-git-strategy'],
  ['40-artifacts-upload', '41-artifacts-download'],
  ['50-cache-create', '51-cache-hit'],
];

const leftByUpload = ['out/a.txt', 'out/sub/b.txt', 'out/c.tmp'];
const leftovers: Readonly<Record<string, readonly string[]>> = {
  '46-when-on-failed-job': leftByUpload,
  '49a-upload-403': leftByUpload,
  '49c-upload-503-forever': leftByUpload,
  '49d-upload-400': leftByUpload,
};

/** Begun first, so that the whole takes no longer than they do. */
const longOnes = ['49c-upload-503-forever', '73-patch-502-six', '79c-no-interval-header', 's4-ssh-timeout-silent', 's4-ssh-timeout-chatty'];

/** Every job in a lane, long ones first. */
export function lanesOf(names: readonly string[]): readonly Lane[] {
  const inSequence = new Set(sequences.flat());
  const alone = names.filter((name) => !inSequence.has(name)).sort((a, b) => rank(a) - rank(b));
  const jobs = [...alone.filter((name) => rank(name) < 0), ...sequences, ...alone.filter((name) => rank(name) >= 0)];
  return jobs
    .map((entry) => (typeof entry === 'string' ? [entry] : entry.filter((name) => names.includes(name))))
    .filter((entry) => entry.length > 0)
    .map((entry, index) => ({ name: `way${String(index)}`, jobs: entry, leftovers: leftovers[entry[0]!] ?? [] }));
}

function rank(name: string): number {
  const index = longOnes.indexOf(name);
  return index < 0 ? 0 : index - longOnes.length;
}
