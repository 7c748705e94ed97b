import { expect, test } from 'vitest';
import { readFirstFile, writeArchive, type ArchiveEntry } from '../../../../adapters/fleets/docker/archive.ts';

const entries: readonly ArchiveEntry[] = [
  { kind: 'directory', path: 'etc', mode: 0o755 },
  { kind: 'link', path: 'bin', target: 'usr/bin' },
  { kind: 'file', path: 'etc/key', mode: 0o600, content: 'secret\n' },
  { kind: 'file', path: 'etc/other', mode: 0o644, content: Buffer.from('other') },
];

test('an archive gives back its first file', async () => {
  expect((await readFirstFile(await writeArchive(entries)))?.toString()).toBe('secret\n');
});

test('an archive without a file has none', async () => {
  expect(await readFirstFile(await writeArchive(entries.slice(0, 2)))).toBeNull();
});

test('the same entries make the same bytes', async () => {
  expect((await writeArchive(entries)).equals(await writeArchive(entries))).toBe(true);
});

test('an archive that breaks off is an error', async () => {
  const whole = await writeArchive(entries);
  await expect(readFirstFile(whole.subarray(0, 1540))).rejects.toThrow('end of data');
});
