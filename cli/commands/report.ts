import { writeFileSync } from 'node:fs';
import type { Result } from '../../sim/measure/result.ts';
import type { Recommendation } from '../../sim/recommend/recommendation.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { readNamedFile } from '../read-file.ts';
import { readRecommendation } from '../report/read-recommendation.ts';
import { readResult } from '../report/read-result.ts';
import type { ReportFormat, ReportOptions } from '../report-program.ts';
import { UsageError } from '../usage-error.ts';

/** Each form is loaded when it is asked for: charts bring a library with them. */
const renderers: Readonly<Record<Exclude<ReportFormat, 'html'>, () => Promise<(result: Result) => string>>> = {
  md: async () => (await import('../report/markdown.ts')).markdownReport,
  csv: async () => (await import('../report/csv.ts')).csvReport,
  junit: async () => (await import('../report/junit.ts')).junitReport,
  openmetrics: async () => (await import('../report/openmetrics.ts')).openmetricsReport,
  json: async () => (await import('../report/json.ts')).jsonReport,
  svg: async () => (await import('../report/svg.ts')).svgReport,
};

/** `sim report`: renders a result that there is; nothing is simulated. A missed objective is reported and fails nothing: that is for `sim run`. */
export async function report(file: string, options: ReportOptions, io: Io): Promise<ExitCode> {
  const { format, output } = options;
  if (options.recommendation !== undefined && format !== 'html')
    throw new UsageError('a recommendation is shown in the html report; sim recommend -f md makes a note of it');
  const result = resultOf(file, io);
  if (result === null) return exitCodes.badInput;
  const recommendation = options.recommendation === undefined ? null : recommendationOf(options.recommendation, result, io);
  if (recommendation === undefined) return exitCodes.badInput;
  const text = format === 'html' ? await page(result, recommendation, file, options, io) : (await renderers[format]())(result);
  if (output === undefined) io.stdout.write(text);
  else write(output, text);
  return exitCodes.ok;
}

/** The result in a file (`-`: standard input); null once it has been said what is wrong with it. */
export function resultOf(file: string, io: Io): Result | null {
  const read = readResult(file === '-' ? io.readStdin() : readNamedFile(file));
  if (read.kind === 'read') return read.result;
  for (const fault of read.faults) io.stderr.write(`${file === '-' ? 'standard input' : file}: error: ${fault}\n`);
  return null;
}

/** The recommendation in a file; undefined once it has been said what is wrong with it. */
function recommendationOf(file: string, result: Result, io: Io): Recommendation | undefined {
  const read = readRecommendation(readNamedFile(file), result);
  if (read.kind === 'read') return read.recommendation;
  for (const fault of read.faults) io.stderr.write(`${file}: error: ${fault}\n`);
  return undefined;
}

/** The page with the simulator in it, unless it was not wanted or cannot be; then standard error says why. */
async function page(result: Result, recommendation: Recommendation | null, file: string, options: ReportOptions, io: Io): Promise<string> {
  const [{ htmlReport }, { livePage }] = await Promise.all([import('../report/html.ts'), import('../report/live/live-page.ts')]);
  if (options.static !== undefined) return htmlReport(result, { live: null, recommendation });
  const page = livePage(result, recommendation, { file, scenario: options.scenario }, io);
  if ('page' in page) return page.page;
  io.stderr.write(`the simulator is left out of the page: ${page.fault}\n`);
  return htmlReport(result, { live: page, recommendation });
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${(error as Error).message}`);
  }
}
