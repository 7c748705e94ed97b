import type { Recommendation, RecommendedOption } from '../../../sim/recommend/recommendation.ts';
import { optionName } from '../../../sim/text/recommendation-words.ts';
import { escapeMarkup } from '../escape-markup.ts';

/** Each option as the change of config.toml that it is, with the reason at each line; the first one open. */
export function patchesSection({ options, config, held }: Recommendation): string {
  const kept = held.map(({ key, why }) => `<code>${key}</code> (${escapeMarkup(why)})`);
  return [
    `<h2>What changes in ${escapeMarkup(config.name)}</h2>`,
    ...options.map((option, index) => `<details${index === 0 ? ' open' : ''}><summary>${escapeMarkup(optionName(option))}</summary>${patch(option)}</details>`),
    ...(kept.length === 0 ? [] : [`<p class="soft">Not searched: ${kept.join(', ')}.</p>`]),
  ].join('\n');
}

function patch({ patch: text }: RecommendedOption): string {
  if (text === '') return '<p>The configuration stays as it is.</p>';
  return `<pre class="patch">${text.trimEnd().split('\n').map(patchLine).join('\n')}</pre>`;
}

function patchLine(line: string): string {
  const kind = line.startsWith('+') ? 'good' : line.startsWith('-') ? 'bad' : null;
  return kind === null ? escapeMarkup(line) : `<span class="${kind}">${escapeMarkup(line)}</span>`;
}
