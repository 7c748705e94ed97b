import type { RunnerTable } from '../../../adapters/config/gitlab-runner-config.ts';
import { Failure } from './failure.ts';
import type { SelectionOptions } from './operator-options.ts';

/** A runner and its place among the `[[runners]]` tables. */
export interface SelectedRunner {
  readonly index: number;
  readonly table: RunnerTable;
}

/**
 * The runners that a command line names: by name, by address, by token, by number; what is named twice must agree. Nothing named means none.
 *
 * @throws Failure when something is named and no runner is it.
 */
export function selectRunners(runners: readonly RunnerTable[], { name, url, token, id, allRunners }: SelectionOptions): readonly SelectedRunner[] {
  const all = runners.map((table, index) => ({ index, table }));
  if (allRunners === true) return all;
  if ([name, url, token, id].every((given) => given === undefined)) return [];
  const found = all.filter(
    ({ table }) =>
      (name === undefined || table.name === name) &&
      (url === undefined || sameAddress(table.url, url)) &&
      (token === undefined || table.token.reveal() === token) &&
      (id === undefined || table.id === id),
  );
  if (found.length > 0) return found;
  const named = [name === undefined ? [] : [`the name ${name}`], url === undefined ? [] : [`the URL ${url}`], token === undefined ? [] : ['that token']];
  const names = runners.map((runner) => `"${runner.name}"`).join(', ');
  throw new Failure(
    `no runner has ${[...named.flat(), ...(id === undefined ? [] : [`the id ${id}`])].join(' and ')}${names === '' ? '' : `; there are ${names}`}`,
  );
}

/** Addresses with and without a slash at their end are the same. */
export function sameAddress(a: string, b: string): boolean {
  return a.replace(/\/+$/, '') === b.replace(/\/+$/, '');
}
