import type { Finding } from '../core/finding.ts';
import { loadConfig } from '../adapters/config/load-config.ts';
import { toManagerConfig } from '../adapters/config/to-manager-config.ts';

/** All that is to be said about a config.toml by itself. @param file its name for findings. */
export function checkConfigText(text: string, file: string): readonly Finding[] {
  const { config, findings } = loadConfig(text, file);
  return config === null ? findings : [...findings, ...toManagerConfig(config).findings];
}
