import type { Result } from '../../../sim/measure/result.ts';
import type { Recommendation } from '../../../sim/recommend/recommendation.ts';
import { countText, durationText } from '../../../sim/text/figure-text.ts';
import { answerText, growthText, metricText } from '../../../sim/text/recommendation-words.ts';
import { caveats } from '../caveats.ts';
import { escapeMarkup } from '../escape-markup.ts';
import { verdict, type HeadlineFigure } from '../verdict.ts';

/** What a recommendation looks like, by whether it meets the objectives. */
const outcome = { found: 'met', none: 'missed' } as const;

/** The answer in a sentence and three figures, and what must be known before they are believed. */
export function firstPage(result: Result, recommendation: Recommendation | null): string {
  const { kind, sentence, figures } = verdict(result);
  const items = caveats(result, recommendation).map(({ label, text }) => `<li><b>${escapeMarkup(label)}</b>: ${escapeMarkup(text)}</li>`);
  const [looks, lead, shown] = recommendation === null ? [kind, '', figures] : [outcome[recommendation.verdict], 'Today: ', changed(recommendation)];
  const advice = recommendation === null ? '' : `<p class="verdict">${escapeMarkup(advised(recommendation))}</p>`;
  return [
    `<h1>Capacity report: ${escapeMarkup(result.scenario.name)}</h1>`,
    `<p class="soft">${escapeMarkup(subject(result))}</p>`,
    `<section class="answer ${looks}">${advice}<p class="${advice === '' ? 'verdict' : 'today'}">${lead}${escapeMarkup(sentence)}</p>`,
    `<dl class="headline">${shown.map(headline).join('')}</dl></section>`,
    `<section class="caveats"><h2>Read this first</h2><ul>${items.join('')}</ul></section>`,
  ].join('\n');
}

/** What is recommended, as a sentence. */
function advised(recommendation: Recommendation): string {
  const text = `${answerText(recommendation)}.`;
  const isChange = recommendation.verdict === 'found' && recommendation.options[0]?.changes.length !== 0;
  return isChange ? `Change ${text}` : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** The three figures of what is recommended, each beside that of today. */
function changed({ options: [first], today, cost, wait }: Recommendation): HeadlineFigure[] {
  if (first === undefined) return [];
  const figure = (metric: string, label: string): HeadlineFigure => ({
    metric,
    label,
    value: metricText(first.promised, metric),
    interval: `${metricText(today.figures, metric)} today`,
  });
  const before = today.growth.holdsAt === null ? 'missed today' : `${growthText(today.growth)} today`;
  const growth = {
    metric: 'growth',
    label: 'more load until an objective is missed',
    value: first.growth.holdsAt === null ? 'none' : growthText(first.growth),
    interval: before,
  };
  return [figure(wait, 'wait'), figure(cost, cost === 'cost.per_month' ? 'a month' : 'hours paid'), growth];
}

function headline({ metric, label, value, interval }: HeadlineFigure): string {
  const small = interval === '' ? '' : `<small>${escapeMarkup(interval)}</small>`;
  return `<div><dt>${escapeMarkup(label)} <code>${metric}</code></dt><dd>${escapeMarkup(value)}${small}</dd></div>`;
}

function subject({ config, facts }: Result): string {
  const { slots, max_instances: most, capacity_per_instance: capacity, hosts, set } = facts;
  const fleet = [
    slots === null ? 'no limit of slots' : `${countText(slots)} slots`,
    ...(most === null ? [] : [`at most ${countText(most)} ${hosts ? 'hosts' : 'instances'} of ${countText(capacity)}`]),
  ];
  const changes = set.map(({ path, value }) => `${path} = ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [config.name, ...fleet, `${durationText(facts.horizon)} simulated`, ...(changes.length === 0 ? [] : [`with ${changes.join(', ')}`])].join(', ');
}
