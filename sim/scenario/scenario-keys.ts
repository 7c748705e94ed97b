import { scenarioJsonSchema } from './json-schema.ts';
import { generic } from './presets/generic.ts';

/** One key of a scenario file in words. */
export interface ScenarioKey {
  /** Its name with the keys around it, without the indexes of lists: `workload.arrivals.rate`. */
  readonly path: string;
  /** `duration`, `duration or distribution`, `one of keep, drop`… */
  readonly type: string;
  /** As it is written in the file; empty where there is none, or where a preset has it. */
  readonly default: string;
  readonly effect: string;
}

/** The parts of JSON Schema that the scenario's schema uses. */
interface Node {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly const?: string | number;
  readonly default?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly allOf?: readonly Node[];
  readonly definitions?: Readonly<Record<string, Node>>;
}

/** Every key of a scenario file, in the order of the grammar; a key that several forms have is one. Those of distributions are listed once, as `distribution`. */
export function scenarioKeys(): readonly ScenarioKey[] {
  const root = scenarioJsonSchema() as Node;
  const keys = new Map<string, ScenarioKey>();
  const visit = (node: Node, above: string): void => {
    for (const part of partsOf(node)) visit(part, above);
    for (const [name, below] of Object.entries(node.properties ?? {})) {
      const path = above === '' ? name : `${above}.${name}`;
      if (!keys.has(path)) keys.set(path, explained(path, below, root.definitions ?? {}));
      visit(below, path);
    }
  };
  visit(root, '');
  visit(root.definitions?.['distribution'] ?? {}, 'distribution');
  return [...keys.values()];
}

function partsOf({ anyOf = [], oneOf = [], allOf = [], items }: Node): readonly Node[] {
  return [...anyOf, ...oneOf, ...allOf, ...(items === undefined ? [] : [items])];
}

function explained(path: string, node: Node, definitions: Readonly<Record<string, Node>>): ScenarioKey {
  const { default: value } = node;
  return {
    path,
    type: typeOf(node),
    default: path in generic.parameters ? 'the preset’s' : value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value),
    effect: node.description ?? definitions[referredTo(node)]?.description ?? '',
  };
}

function typeOf(node: Node): string {
  const referred = referredTo(node);
  if (referred !== '') return wordOf(referred);
  if (node.enum !== undefined) return `one of ${node.enum.join(', ')}`;
  if (node.const !== undefined) return typeof node.const === 'number' ? String(node.const) : 'text';
  const forms = [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])];
  if (forms.length > 0) return [...new Set(forms.map(typeOf))].join(' or ');
  return typeNames[node.type ?? ''] ?? 'any';
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'number',
  integer: 'whole number',
  object: 'table',
  array: 'list',
  boolean: 'true or false',
};

function referredTo({ $ref = '' }: Node): string {
  return $ref.slice($ref.lastIndexOf('/') + 1);
}

/** `shareRate` is a share rate; what the schema names by itself are values of any kind. */
function wordOf(definition: string): string {
  return definition.startsWith('__') ? 'any' : definition.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
