import { isDeepStrictEqual } from 'node:util';
import { assert } from '../../core/assert.ts';
import { ConfigSource } from '../config/config-source.ts';
import { parseToml, type RawTable } from '../config/parse-toml.ts';
import { setPath } from '../config/set-path.ts';
import { tomlValue, type WritableValue } from '../config/toml-value.ts';
import { configEntries, type ConfigEntries, type ConfigEntry } from './config-entries.ts';
import { TextEdits } from './text-edits.ts';

/** A key that is to have another value. */
export interface ConfigPatchChange {
  /** As `--set` names it: `runners.autoscaler.policy.0.idle_count`. */
  readonly path: string;
  /** As `--set` takes it. */
  readonly value: string;
  /** Stands as a comment behind the value. */
  readonly reason: string;
}

/** A change with the place that its path leads to. */
interface Placed extends ConfigPatchChange {
  /** `runners[0].autoscaler.policy[0].idle_count`. */
  readonly full: string;
  readonly parent: string;
  readonly key: string;
  /** The value as TOML writes it. */
  readonly literal: string;
}

/**
 * The text of a config.toml with other values for some keys: what is not named stays byte for byte as it was, comments, order, blanks and line ends. Each changed line has
 * its reason as a comment; one that the user wrote there stays before it, one that an earlier patch left is replaced. A key that is not there gets a line below the
 * others of its table, a policy that is not there a table below the others. What comes out is read back, and says what was wanted and nothing else.
 *
 * @param text valid TOML.
 * @param runner name of the runner that `runners.` means; the first instance executor where left out.
 */
export function patchConfig(text: string, changes: readonly ConfigPatchChange[], runner?: string): string {
  const tree = treeOf(text);
  const placed = place(tree, changes, runner);
  const known = configEntries(text);
  const edits = new TextEdits(text, known.comments);
  const fresh = new Map<string, Placed[]>();
  for (const change of placed.changes) {
    const entry = known.entries.find(({ path }) => path === change.full);
    if (entry !== undefined) edits.replace(entry.value, change.literal, change.reason);
    else if (isKnown(known, change.parent)) insertKey(edits, known, change);
    else fresh.set(change.parent, [...(fresh.get(change.parent) ?? []), change]);
  }
  for (const [path, keys] of fresh) insertTable(edits, known, path, keys);
  const patched = edits.apply();
  assert(isDeepStrictEqual(plain(treeOf(patched)), plain(placed.tree)), 'a patched configuration says what the patch was to say, and nothing else');
  return patched;
}

function treeOf(text: string): RawTable {
  const { tree } = parseToml(text, new ConfigSource(text, ''));
  assert(tree !== null, 'a configuration that is patched is valid TOML');
  return tree;
}

function place(tree: RawTable, changes: readonly ConfigPatchChange[], runner: string | undefined): { readonly changes: Placed[]; readonly tree: RawTable } {
  let changed = tree;
  const placed = changes.map((change): Placed => {
    const { tree: next, origins, findings } = setPath(changed, [change], runner);
    const [full] = [...origins.keys()];
    assert(full !== undefined && findings.length === 0, 'the path of a patch leads to a key');
    changed = next;
    const dot = full.lastIndexOf('.');
    const literal = literalOf(valueAt(next, full), full);
    return { ...change, full, parent: dot < 0 ? '' : full.slice(0, dot), key: full.slice(dot + 1), literal };
  });
  return { changes: placed, tree: changed };
}

function valueAt(tree: RawTable, path: string): unknown {
  return path.split(/[.[\]]+/).reduce<unknown>((node, name) => (node as Readonly<Record<string, unknown>>)[name], tree);
}

/** Go reads a whole number as a float, other readers may not. */
function literalOf(value: unknown, path: string): string {
  const literal = tomlValue(value as WritableValue);
  return path.endsWith('scale_factor') && /^\d+$/.test(literal) ? `${literal}.0` : literal;
}

function isKnown({ entries, tables }: ConfigEntries, path: string): boolean {
  return path === '' || tables.some((table) => table.path === path) || entries.some((entry) => entry.path === path || entry.parent === path);
}

/** Below its last neighbour, or right behind it where they stand between braces. */
function insertKey(edits: TextEdits, { entries, tables }: ConfigEntries, { parent, key, literal, reason }: Placed): void {
  const table = tables.find(({ path }) => path === parent);
  const siblings = entries.filter((entry) => entry.parent === parent && !/\]$/.test(entry.path));
  // Under a header of its own where the table has one: what belongs to it may also be said elsewhere, with dots.
  const last = siblings.at(-1);
  if (last?.inline === true) return edits.insertBehind(last.value.to, `, ${key} = ${literal}`, reason);
  if (last !== undefined) return edits.insertLine(last.value.to, `${edits.indentAt(last.key.from)}${dotted(edits, last, key)} = ${literal}`, reason);
  if (table !== undefined) return edits.insertLine(table.header.to, `${edits.indentAt(table.header.from)}  ${key} = ${literal}`, reason);
  edits.insertFirst(`${key} = ${literal}`, reason);
}

/** The key as its neighbour is written, which may carry the names of tables before its own. */
function dotted(edits: TextEdits, neighbour: ConfigEntry, key: string): string {
  const written = edits.textOf(neighbour.key);
  const dot = written.lastIndexOf('.');
  return dot < 0 ? key : `${written.slice(0, dot + 1)}${key}`;
}

/** A table more in a list of tables: below the last one, written as that is; below its own table where the list is empty. */
function insertTable(edits: TextEdits, known: ConfigEntries, path: string, keys: readonly Placed[]): void {
  const list = path.replace(/\[\d+\]$/, '');
  const element = known.entries.filter((entry) => entry.parent === list && /\]$/.test(entry.path)).at(-1);
  const pairs = keys.map(({ key, literal }) => `${key} = ${literal}`);
  if (element !== undefined) return edits.insertBehind(element.value.to, `, { ${pairs.join(', ')} }`, keys[0]?.reason ?? '');
  const tables = known.tables.filter((table) => table.path.replace(/\[\d+\]$/, '') === list && /\]$/.test(table.path));
  const above = tables.at(-1) ?? lastTableOf(known, list.slice(0, list.lastIndexOf('.')));
  const isFirst = tables.length === 0;
  const indent = `${edits.indentAt(above.header.from)}${isFirst ? '  ' : ''}`;
  const body = known.entries.filter((entry) => entry.parent === above.path && !entry.inline).at(-1);
  const inner = isFirst || body === undefined ? `${indent}  ` : edits.indentAt(body.key.from);
  edits.insertLine(above.end, '', '');
  edits.insertLine(above.end, `${indent}[[${list.replace(/\[\d+\]/g, '')}]]`, '');
  for (const [index, pair] of pairs.entries()) edits.insertLine(above.end, `${inner}${pair}`, keys[index]!.reason);
}

/** The last of the tables that are part of one. */
function lastTableOf({ tables }: ConfigEntries, path: string): ConfigEntries['tables'][number] {
  const found = tables.findLast((table) => table.path === path || table.path.startsWith(`${path}.`));
  assert(found !== undefined, 'a list of tables is added to a table that has a header');
  return found;
}

/** Tables of the reader carry hidden marks that are no part of the value. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item)));
}
