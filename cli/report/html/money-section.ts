import type { Result } from '../../../sim/measure/result.ts';
import { figureText, moneyText } from '../../../sim/text/figure-text.ts';
import { isExamplePrice } from '../caveats.ts';
import { escapeMarkup } from '../escape-markup.ts';
import { intervalText } from '../interval-text.ts';
import { table, type Cell } from './table.ts';

const rows = [
  ['cost.per_month', 'a month (730 hours)'],
  ['cost.per_day', 'a day'],
  ['cost.per_job', 'a job'],
  ['cost.idle_share', 'of it for slots without a job'],
  ['cost.minimum_share', 'of it only for a minimum that is billed'],
  ['billed.hours', 'hours billed in the run'],
  ['billed.used_hours', 'hours with a job'],
] as const;

/** What the fleet costs, and how that is worked out; nothing where the scenario has no price. */
export function moneySection({ metrics, facts }: Result): string {
  if (facts.currency === null) return '';
  const shown = rows.flatMap(([name, label]): Cell[][] => {
    const metric = metrics[name];
    return metric === undefined ? [] : [[label, { value: metric.value, text: figureText(metric.value, metric.unit) }, intervalText(metric)]];
  });
  const unit = facts.hosts ? 'host' : 'instance';
  const price = `${moneyText(facts.price ?? 0)} ${facts.currency} for ${facts.hosts ? 'a host' : 'an instance'} and hour`;
  const example = isExamplePrice(facts) ? ' <b class="care">EXAMPLE PRICE</b>' : '';
  return [
    '<h2>Money</h2>',
    table({ id: 'money', head: ['', 'simulated', '95 % interval'], rows: shown }),
    `<p class="soft">Cost is the hours billed in the run × ${escapeMarkup(price)}, brought to a day, a month and a job; an hour of a ${unit} is billed whether it has jobs or not.${example} Source of the price: ${escapeMarkup(facts.price_source ?? 'none given')}.</p>`,
  ].join('\n');
}
