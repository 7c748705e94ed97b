import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { schemaText } from '../schema-text.ts';

/** `sim schema`: prints the JSON Schema of scenario files or of result files. */
export function schema(of: 'scenario' | 'result', io: Io): ExitCode {
  io.stdout.write(schemaText(of));
  return exitCodes.ok;
}
