import type { z } from 'zod';
import { nearestName } from '../../core/text/nearest-name.ts';
import type { Remark } from './remark.ts';
import { shown } from './schema/leaves.ts';
import { scenarioSchema, type ScenarioDocument } from './schema/scenario.ts';

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;
type Path = readonly (string | number)[];

/** The scenario when the value follows the grammar, and else all that it breaks. */
export function validate(value: unknown): { readonly document: ScenarioDocument | null; readonly remarks: readonly Remark[] } {
  const result = scenarioSchema.safeParse(value, { reportInput: true, error: explainUnknownKeys });
  if (result.success) return { document: result.data, remarks: [] };
  return { document: null, remarks: result.error.issues.flatMap((issue) => remarksOf(issue, [])) };
}

/** Only while the issue is raw does it know the schema, and with it the keys that exist: one line a key. */
function explainUnknownKeys(issue: RawIssue): string | undefined {
  if (issue.code !== 'unrecognized_keys') return undefined;
  const definition = issue.inst?._zod.def as { readonly shape?: Readonly<Record<string, unknown>> } | undefined;
  const known = Object.keys(definition?.shape ?? {});
  return issue.keys.map((key) => `unknown key "${key}"${didYouMean(key, known)}`).join('\n');
}

function didYouMean(name: string, candidates: readonly string[]): string {
  const nearest = nearestName(name, candidates);
  return nearest === '' ? '' : ` — did you mean "${nearest}"?`;
}

function remarksOf(issue: Issue, base: Path): Remark[] {
  const path = [...base, ...(issue.path as Path)];
  switch (issue.code) {
    case 'unrecognized_keys': {
      const messages = issue.message.split('\n');
      return issue.keys.map((key, i) => error('unknown-key', messages[i] ?? issue.message, [...path, key], true));
    }
    case 'invalid_union':
      return remarksOfUnion(issue, path);
    case 'invalid_type':
      return [issue.input === undefined ? missing(path) : error('type', typeMessage(issue), path)];
    case 'invalid_value':
      return [issue.input === undefined ? missing(path) : error('unknown-value', valueMessage(issue), path)];
    case 'custom':
      return [customRemark(issue, path)];
    default:
      return [error(issue.code === 'invalid_format' ? 'type' : 'range', rangeMessage(issue), path)];
  }
}

function remarksOfUnion(issue: z.core.$ZodIssueInvalidUnion, path: Path): Remark[] {
  if ('discriminator' in issue && typeof issue.discriminator === 'string') return [discriminatorRemark(issue, issue.discriminator, path)];
  if (issue.input === undefined) return [missing(path)];
  const kind = kindOf(issue.input);
  const ofKind = issue.errors.filter((issues) =>
    issues.every((inner) => inner.path.length > 0 || inner.code !== 'invalid_type' || kindOfExpected(inner.expected) === kind),
  );
  const branches = (ofKind.length > 0 ? ofKind : issue.errors).map((issues) => issues.flatMap((inner) => remarksOf(inner, path)));
  return branches.reduce((best, branch) => (badness(branch) < badness(best) ? branch : best));
}

type Kind = 'table' | 'list' | 'scalar';

function kindOf(value: unknown): Kind {
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' && value !== null ? 'table' : 'scalar';
}

function kindOfExpected(expected: string): Kind {
  if (expected === 'array') return 'list';
  return expected === 'object' || expected === 'record' ? 'table' : 'scalar';
}

/** How far a branch of a union is from the value: an unknown key speaks against a branch more than a wrong value does. */
function badness(remarks: readonly Remark[]): number {
  return remarks.reduce((sum, remark) => sum + (remark.rule === 'unknown-key' ? 3 : 1), 0);
}

function discriminatorRemark(issue: z.core.$ZodIssueInvalidUnion, key: string, path: Path): Remark {
  const options = ('options' in issue && Array.isArray(issue.options) ? issue.options : []).map(String);
  const value = (issue.input as Readonly<Record<string, unknown>> | undefined)?.[key];
  if (value === undefined) return { ...missing(path), hint: `one of ${options.join(', ')}` };
  return {
    ...error('unknown-value', `unknown ${key} ${shown(value)}${typeof value === 'string' ? didYouMean(value, options) : ''}`, path),
    hint: `one of ${options.join(', ')}`,
  };
}

function customRemark(issue: z.core.$ZodIssueCustom, path: Path): Remark {
  const { rule = 'range', hint = '', atKey = false } = (issue.params ?? {}) as { readonly rule?: string; readonly hint?: string; readonly atKey?: boolean };
  return { ...error(rule, issue.message, path, atKey), hint };
}

const kinds: Readonly<Record<string, string>> = {
  object: 'a table of keys',
  record: 'a table of keys',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function typeMessage(issue: z.core.$ZodIssueInvalidType): string {
  if (issue.message.startsWith('expected ')) return issue.message;
  return `expected ${kinds[issue.expected] ?? issue.expected}, got ${shown(issue.input)}`;
}

function valueMessage(issue: z.core.$ZodIssueInvalidValue): string {
  const values = issue.values.map(String);
  if (values.length === 1) return `expected ${values.join()}, got ${shown(issue.input)}`;
  return `unknown value ${shown(issue.input)}${didYouMean(String(issue.input), values)} (one of ${values.join(', ')})`;
}

function rangeMessage(issue: Issue): string {
  if (issue.message.startsWith('expected ')) return issue.message;
  if (issue.code === 'too_small')
    return `expected ${unitOf(issue.origin, issue.inclusive === false ? 'above' : 'at least', issue.minimum)}, got ${shown(issue.input)}`;
  if (issue.code === 'too_big') return `expected ${unitOf(issue.origin, 'at most', issue.maximum)}, got ${shown(issue.input)}`;
  return issue.message;
}

function unitOf(origin: string, relation: string, bound: number | bigint): string {
  if (origin === 'string') return bound === 1 ? 'a text that is not empty' : `${relation} ${String(bound)} characters`;
  return origin === 'array' ? `${relation} ${String(bound)} in the list` : `a number of ${relation} ${String(bound)}`.replace('of above', 'above');
}

function missing(path: Path): Remark {
  return error('missing-key', `missing key "${String(path.at(-1) ?? '')}"`, path, true);
}

function error(rule: string, message: string, path: Path, atKey = false): Remark {
  return { severity: 'error', rule, message, path, atKey, hint: '' };
}
