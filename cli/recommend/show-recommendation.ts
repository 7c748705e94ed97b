import type { Recommendation } from '../../sim/recommend/recommendation.ts';
import { recommendationMarkdown } from '../../sim/text/recommendation-markdown.ts';
import { recommendationText } from '../../sim/text/recommendation-text.ts';
import type { Io } from '../io.ts';
import type { RecommendOptions } from '../recommend-program.ts';
import { recommendationCsv } from './recommendation-csv.ts';
import { terminalStyle } from '../terminal-style.ts';

/** Prints a recommendation on standard output. @param next what to do with it, a line each. */
export function showRecommendation(recommendation: Recommendation, next: readonly string[], format: RecommendOptions['format'], io: Io): void {
  if (format === 'json') io.stdout.write(`${JSON.stringify(recommendation, null, 2)}\n`);
  else if (format === 'csv') io.stdout.write(recommendationCsv(recommendation));
  else if (format === 'md') io.stdout.write(`${recommendationMarkdown(recommendation).join('\n')}\n`);
  else io.stdout.write(`${recommendationText(recommendation, next, terminalStyle(io.stdout, io.env)).join('\n')}\n`);
}
