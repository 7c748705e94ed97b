import type * as TomlParser from 'toml-eslint-parser';
import { isPlaceholder } from './is-placeholder.ts';
import { isSecretName, maskedText } from './mask-secrets.ts';
import { positionParser } from './toml-positions.ts';

const mask = '"[masked]"';

interface Stretch {
  readonly range: readonly [number, number];
  readonly text: string;
}

/**
 * A whole configuration, fit to be handed on: still TOML with the same keys and layout, every string of a secret key masked, and so are credentials in addresses
 * and tokens, in comments too. Placeholders such as `"<token>"` stay. The text must be valid TOML.
 */
export function maskedConfig(text: string): string {
  const program = positionParser().parseTOML(text, { tomlVersion: '1.0' });
  const stretches: Stretch[] = [];
  const visitPair = (pair: TomlParser.AST.TOMLKeyValue): void => {
    const last = pair.key.keys.at(-1)!;
    visit(pair.value, isSecretName(last.type === 'TOMLBare' ? last.name : last.value));
  };
  const visit = (value: TomlParser.AST.TOMLContentNode, isSecret: boolean): void => {
    if (value.type === 'TOMLArray') for (const element of value.elements) visit(element, isSecret);
    else if (value.type === 'TOMLInlineTable') for (const pair of value.body) visitPair(pair);
    else if (isSecret && value.kind === 'string' && !isPlaceholder(value.value)) stretches.push({ range: value.range, text: mask });
  };
  for (const node of program.body[0].body) {
    if (node.type === 'TOMLKeyValue') visitPair(node);
    else for (const pair of node.body) visitPair(pair);
  }
  for (const comment of program.comments) stretches.push({ range: comment.range, text: maskedComment(text.slice(...comment.range)) });
  return maskedText(replaced(text, stretches));
}

/** A line that was commented out may hold a secret as any other. */
function maskedComment(comment: string): string {
  return comment.replace(/([\w-]+)(\s*=\s*).+$/, (whole, name: string, equals: string) => (isSecretName(name) ? `${name}${equals}${mask}` : whole));
}

function replaced(text: string, stretches: readonly Stretch[]): string {
  let [done, at] = ['', 0];
  for (const { range, text: other } of stretches.toSorted((a, b) => a.range[0] - b.range[0])) {
    done += text.slice(at, range[0]) + other;
    [, at] = range;
  }
  return done + text.slice(at);
}
