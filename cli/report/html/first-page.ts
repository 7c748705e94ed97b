import type { Result } from '../../../sim/measure/result.ts';
import { countText, durationText } from '../../../sim/text/figure-text.ts';
import { caveats } from '../caveats.ts';
import { escapeMarkup } from '../escape-markup.ts';
import { verdict, type HeadlineFigure } from '../verdict.ts';

/** The answer in a sentence and three figures, and what must be known before they are believed. */
export function firstPage(result: Result): string {
  const { kind, sentence, figures } = verdict(result);
  const items = caveats(result).map(({ label, text }) => `<li><b>${escapeMarkup(label)}</b>: ${escapeMarkup(text)}</li>`);
  return [
    `<h1>Capacity report: ${escapeMarkup(result.scenario.name)}</h1>`,
    `<p class="soft">${escapeMarkup(subject(result))}</p>`,
    `<section class="answer ${kind}"><p class="verdict">${escapeMarkup(sentence)}</p><dl class="headline">${figures.map(headline).join('')}</dl></section>`,
    `<section class="caveats"><h2>Read this first</h2><ul>${items.join('')}</ul></section>`,
  ].join('\n');
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
