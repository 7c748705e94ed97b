import type { PresetName } from '../fleet-model.ts';
import type { Parameter } from '../scenario.ts';
import { valueText } from '../text/value-text.ts';
import { findPreset } from './find-preset.ts';
import type { ParameterPath } from './preset.ts';

/** All parameters of a preset with their sources, and its summary: what `sim explain preset NAME` prints. */
export function explainPreset(name: PresetName): { readonly summary: string; readonly parameters: readonly Parameter[] } {
  const { summary, parameters } = findPreset(name);
  const paths = Object.keys(parameters) as ParameterPath[];
  return {
    summary,
    parameters: paths.map((path) => {
      const { value, source, assumed } = parameters[path];
      return { path, value: valueText(value), origin: assumed ? 'assumption' : 'preset', source };
    }),
  };
}
