import type { Finding } from '../../core/finding.ts';
import { checkScenario } from './check-scenario.ts';
import { validate } from './schema-remarks.ts';
import { ScenarioSource, setScenarioPath } from './scenario-source.ts';
import type { ScenarioDocument } from './schema/scenario.ts';
import type { Setting } from './sweep.ts';

/** A scenario file, read. */
export interface ParsedScenario {
  /** null when any finding is an error. */
  readonly scenario: ScenarioDocument | null;
  /** The scenario where it follows the grammar, whatever else is wrong with it: for checks of what it names. */
  readonly document: ScenarioDocument | null;
  /** What it says of its configuration, whatever else is wrong with it. */
  readonly written: { readonly config?: unknown; readonly set?: unknown };
  /** All that is to be said about the file, in the order of its lines. */
  readonly findings: readonly Finding[];
}

/**
 * Reads a scenario file and checks all of it: syntax, grammar, and what must go together.
 *
 * @param settings Overrides of the file's values by dotted path, as `--set` gives them, applied before any check.
 */
export function parseScenario(text: string, fileName: string, settings: readonly { readonly path: string; readonly value: Setting }[] = []): ParsedScenario {
  const source = new ScenarioSource(text, fileName);
  const findings = source.syntaxFindings();
  if (findings.some((finding) => finding.rule === 'syntax')) return { scenario: null, document: null, written: {}, findings };
  for (const { path, value } of settings) {
    if (setScenarioPath(source.document, path, value)) continue;
    const segments = path.split('.');
    findings.push(
      source.place({
        severity: 'error',
        rule: 'unknown-key',
        message: `cannot set ${path}: it runs through a value without keys`,
        path: segments,
        atKey: false,
        hint: '',
      }),
    );
  }
  const value = source.value();
  const { document, remarks } = validate(value);
  const all = document === null ? remarks : checkScenario(document);
  findings.push(...all.map((remark) => source.place(remark)));
  findings.sort((a, b) => a.line - b.line || a.column - b.column);
  const written = typeof value === 'object' && value !== null ? value : {};
  return { scenario: findings.some((finding) => finding.severity === 'error') ? null : document, document, written, findings };
}
