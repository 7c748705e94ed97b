import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plainFields } from '../../cli/build/plain-fields.ts';
import { packageRoot } from '../../cli/package-root.ts';

const counter = `export class Counter {
    #count = 0;
    #owner;
    step;
    constructor(owner, step) { this.#owner = owner; this.step = step; }
    get #next() { return this.#count + this.step; }
    count() { this.#count = this.#next; return \`#\${this.#owner} \${this.#count}\`; }
    static sum(...all) { return all.reduce((sum, one) => sum + one.#count, 0); }
}`;

/** What the text, played as a module, says of two counters. */
async function play(text: string): Promise<unknown> {
  const { Counter } = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as {
    Counter: { new (owner: string, step: number): { count(): string }; sum(...all: unknown[]): number };
  };
  const [one, other] = [new Counter('one', 2), new Counter('other', 5)];
  return [one.count(), one.count(), other.count(), Counter.sum(one, other), Object.keys(one)];
}

test('a class with plain fields does what it did with private ones', async () => {
  expect(await play(counter)).toEqual(['#one 2', '#one 4', '#other 5', 9, ['step']]);
  expect(await play(plainFields(counter))).toEqual(['#one 2', '#one 4', '#other 5', 9, ['_count', '_owner', 'step']]);
});

test('private names become plain properties, and fields without a value are left to the constructor', () => {
  const plain = plainFields(counter);
  expect(plain.match(/#\w+|_\w+/g)).toEqual(['_count', '_owner', '_next', '_count', '_count', '_next', '_owner', '_count', '_count']);
  expect(plain).not.toMatch(/^ +(_owner|step);/m);
});

test('what looks like a private name in a text or a comment stays', () => {
  const text = 'class A { #a = "#a"; b() { return `#a ${this.#a}` + /#a/.source; /* #a */ } }';
  expect(plainFields(text)).toBe('class A { _a = "#a"; b() { return `#a ${this._a}` + /#a/.source; /* #a */ } }');
});

test('text that has been made plain is not touched again', () => {
  expect(plainFields(plainFields(counter))).toBe(plainFields(counter));
});

test.each([
  ['class B extends A { #a = 1; }', '#a belongs to a class that extends another'],
  ['class A { #a = 1; static is(one) { return #a in one; } }', '#a in an object is asked for'],
  ['class A { #a = 1; b() { return this._a; } }', '#a would be _a, which is there already'],
])('%s is refused, since it would do something else', (text, message) => {
  expect(() => plainFields(text)).toThrow(message);
});

test('the built core and simulator have plain fields', () => {
  for (const room of ['core', 'sim']) {
    const folder = join(packageRoot(), 'dist', room);
    const programs = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
    expect(programs.length).toBeGreaterThan(50);
    for (const name of programs) {
      const text = readFileSync(join(folder, name), 'utf8');
      expect(plainFields(text) === text ? null : name).toBeNull();
    }
  }
});
