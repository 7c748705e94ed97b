import { expect, test } from 'vitest';
import { setWords } from '../../cli/set-words.ts';

test('a path that is set again stands once on a command line, with its last value', () => {
  const first = { path: 'concurrent', text: '4' };
  const other = { path: 'fleet.boot', text: '2m' };
  expect(setWords([first, other, { path: 'concurrent', text: '8' }])).toEqual(['--set fleet.boot=2m', '--set concurrent=8']);
});

test('what a shell would read otherwise is in quotes', () => {
  expect(setWords([{ path: 'faults', text: '[]' }])).toEqual(["--set 'faults=[]'"]);
  expect(setWords([{ path: 'runner', text: "it's" }])).toEqual([`--set 'runner=it'\\''s'`]);
});
