import type { Figures, Recommendation, RecommendedOption, RiskFigures } from '../recommend/recommendation.ts';
import type { Growth } from '../recommend/growth.ts';
import { figureText, moneyText, shareText } from './figure-text.ts';

/** A metric of some figures in its unit; `no data` where there is none. */
export function metricText({ metrics }: Figures, name: string): string {
  const metric = metrics[name];
  return figureText(metric?.value ?? null, metric?.unit ?? 'count');
}

/** Its 95 % interval; empty for one run. */
export function intervalText({ metrics }: Figures, name: string): string {
  const metric = metrics[name];
  if (metric === undefined || metric.lo === null || metric.hi === null) return '';
  const end = (value: number): string =>
    metric.unit === 'seconds' || metric.unit === 'count' || metric.unit === 'share' ? figureText(value, metric.unit) : moneyText(value);
  return `[${end(metric.lo)} … ${end(metric.hi)}]`;
}

/** A figure against another as a share of it: `+12 %`; empty where there is nothing to compare. */
export function againstText(figures: Figures, base: Figures, name: string): string {
  const [value, before] = [figures.metrics[name]?.value ?? null, base.metrics[name]?.value ?? null];
  if (value === null || before === null || before === 0 || value === before) return '';
  const share = value / before - 1;
  return `${share > 0 ? '+' : '-'}${shareText(Math.abs(share))}`;
}

/** What a static fleet that is as fast would cost, in what the cost is given in, and how large it is; empty where that was not measured. */
export function staticText(figures: Figures, cost: string): string {
  const instances = figures.metrics['static.instances'];
  if (instances === undefined) return '';
  return `${metricText(figures, cost.startsWith('cost.') ? 'static.cost_per_month' : 'static.hours')} (${metricText(figures, 'static.instances')})`;
}

/** What no fleet can do without that runs these jobs when they ran; empty where that was not measured. */
export function leastText(figures: Figures, cost: string): string {
  return figures.metrics['clairvoyant.hours'] === undefined
    ? ''
    : metricText(figures, cost.startsWith('cost.') ? 'clairvoyant.cost_per_month' : 'clairvoyant.hours');
}

/** How much more load a configuration takes: `to +35 %`. */
export function growthText({ holdsAt, breaksAt }: Growth): string {
  if (holdsAt === null) return 'misses it today';
  if (holdsAt === 1) return 'nothing to spare';
  const more = `+${Math.round((holdsAt - 1) * 100)} %`;
  return breaksAt === null ? `beyond ${more}` : `to ${more}`;
}

const riskWords: Readonly<Record<RiskFigures['risk'], string>> = {
  'spot-wave': 'a wave takes 60 % of spot',
  'zone-lost': 'a zone is lost for 2 h',
  load: 'half as much load again',
  'slow-boot': 'boots take twice as long',
};

/** A risk in words. */
export function riskText(risk: RiskFigures['risk']): string {
  return riskWords[risk];
}

/** Why a risk has no figures. */
export function unknownRiskText(risk: RiskFigures['risk']): string {
  return risk === 'spot-wave' ? 'no spot instances' : 'one zone only';
}

/** The names of an option: `cheapest and balanced`, `cheapest, balanced and fastest`. */
export function optionName({ name, also }: Pick<RecommendedOption, 'name' | 'also'>): string {
  const last = also.at(-1);
  return last === undefined ? name : `${[name, ...also.slice(0, -1)].join(', ')} and ${last}`;
}

/** What an option changes, in one line: `max_instances 4 → 8, idle_count 2 → 5`. */
function changesText({ changes }: RecommendedOption): string {
  if (changes.length === 0) return 'nothing: today’s configuration';
  const policies = new Set(changes.map(({ path }) => /policy\.(\d+)/.exec(path)?.[1]).filter((index) => index !== undefined));
  return changes
    .map(({ key, path, value, before }) => {
      const policy = policies.size > 1 ? /policy\.\d+/.exec(path)?.[0] : undefined;
      return `${policy === undefined ? '' : `${policy}.`}${key} ${before === null ? '' : `${before} → `}${value.replaceAll(';', ' and ')}`;
    })
    .join(', ');
}

/** What came of the search, in one sentence. */
export function answerText({ options: [first], today, cost, wait, chance, verdict }: Recommendation): string {
  if (first === undefined) return '';
  const { promised } = first;
  const money = `${cost} ${metricText(today.figures, cost)} → ${metricText(promised, cost)}${againstText(promised, today.figures, cost) === '' ? '' : ` (${againstText(promised, today.figures, cost)})`}`;
  const waits = `${wait} ${metricText(today.figures, wait)} → ${metricText(promised, wait)}`;
  const figures = `${waits}, ${money}`;
  if (verdict === 'none') return `no configuration found that meets the objectives; the nearest: ${changesText(first)}: ${figures}`;
  const sure = chance ? 'every objective met with 95 % confidence' : 'every objective met';
  return `${changesText(first)}: ${figures}, ${sure}`;
}

/** How the search went. */
export function searchText({ runs, chance, searched }: Recommendation): string {
  const ended = runs.ended === 'budget' ? 'the budget was used up' : runs.ended === 'time' ? 'the time was up' : 'nothing better was left to try';
  const proof = chance ? 'chosen on the seeds of the search, proven on others, seen on others again' : 'nothing is left to chance in this scenario';
  return `${runs.search} runs over ${searched.join(', ')}: ${ended}; ${runs.all - runs.search} more for proof and risks; ${proof}`;
}
