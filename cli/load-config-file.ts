import type { Finding } from '../core/finding.ts';
import { loadConfig } from '../adapters/config/load-config.ts';
import { toManagerConfig } from '../adapters/config/to-manager-config.ts';
import { readNamedFile } from './read-file.ts';

/**
 * All that is to be said about a config.toml by itself.
 *
 * @throws UsageError when it cannot be read.
 */
export function checkConfigFile(file: string): readonly Finding[] {
  const { config, findings } = loadConfig(readNamedFile(file), file);
  return config === null ? findings : [...findings, ...toManagerConfig(config).findings];
}
