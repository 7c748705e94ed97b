import type { Finding } from '../../core/finding.ts';
import { ConfigSource } from './config-source.ts';
import { literalSecrets } from './literal-secrets.ts';
import { parseToml } from './parse-toml.ts';

/** V14: a configuration written inside a scenario must not carry a secret, since scenarios are shared. Placeholders such as `<token>` and `$TOKEN` are allowed. */
export function checkInlineSecrets(text: string, file: string): readonly Finding[] {
  const source = new ConfigSource(text, file);
  const { tree } = parseToml(text, source);
  return literalSecrets(tree, []).map((path) => {
    const message = `${String(path.findLast((segment) => typeof segment === 'string'))} holds a literal secret inside a scenario`;
    return source.finding({
      severity: 'error',
      rule: 'V14',
      message,
      path,
      at: 'key',
      hint: 'write a placeholder such as "<token>": a simulation needs no secret',
    });
  });
}
