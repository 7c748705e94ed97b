import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonObjects, type JsonPiece } from '../../../adapters/gitlab-jobs/json-objects.ts';

function pieces(text: string, { size = 1_000, unread = [] as string[] } = {}): JsonPiece[] {
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => Buffer.from(bytes.subarray(index * size, (index + 1) * size)));
  return [...jsonObjects(chunks, unread)];
}

const values = (text: string, options = {}): unknown[] => pieces(text, options).map((piece) => (piece.kind === 'object' ? piece.value : piece.message));

const job = fc.dictionary(fc.string(), fc.jsonValue());

test('the objects of an array come out as they are, wherever the chunks of its text end', () => {
  fc.assert(
    fc.property(fc.array(job), fc.integer({ min: 1, max: 64 }), fc.constantFrom(0, 2), (jobs, size, indent) => {
      expect(values(JSON.stringify(jobs, null, indent), { size })).toEqual(JSON.parse(JSON.stringify(jobs)));
    }),
    { numRuns: 300, seed: 1 },
  );
});

test('pages one after the other and an object a line are read as one list', () => {
  expect(values('[{"id":1},{"id":2}]\n[{"id":3}]\n[]\n')).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
  expect(values('\ufeff{"id":1}\r\n{"id":2}\r\n')).toEqual([{ id: 1 }, { id: 2 }]);
});

test('parts that nobody reads come empty or whole, and nothing else of the object changes', () => {
  const jobs = [{ id: 1, user: { name: 'a "}" [b', more: [{ user: 1 }] }, tags: ['user', 'x'], last: { user: { kept: true } } }];
  expect(values(JSON.stringify(jobs), { unread: ['user'] })).toEqual([{ ...jobs[0], user: {} }]);
  fc.assert(
    fc.property(fc.array(fc.record({ user: fc.jsonValue(), pipeline: fc.jsonValue(), id: fc.nat() })), fc.integer({ min: 1, max: 64 }), (all, size) => {
      const found = values(JSON.stringify(all), { size, unread: ['user'] }) as { id: number; pipeline: unknown }[];
      expect(found.map(({ id, pipeline }) => ({ id, pipeline }))).toEqual(JSON.parse(JSON.stringify(all.map(({ id, pipeline }) => ({ id, pipeline })))));
    }),
    { numRuns: 300, seed: 1 },
  );
});

test('a text that ends within an object, and one that is none, are problems with their place; the rest is read', () => {
  expect(values('[{"id":1},{"id":2')).toEqual([{ id: 1 }, 'the text ends within a job, after 17 bytes']);
  expect(values('<html>no</html>')).toEqual(['not JSON at byte 0']);
  expect(values('[{"id":1},{"id" 2},{"id":3}]')).toEqual([{ id: 1 }, 'not JSON', { id: 3 }]);
});
