import { unifiedDiff } from '../../adapters/config-patch/unified-diff.ts';
import { buildResult } from '../../sim/measure/build-result.ts';
import type { Result } from '../../sim/measure/result.ts';
import type { Assessment } from '../../sim/recommend/assess.ts';
import { candidateKey, type Candidate } from '../../sim/recommend/candidate.ts';
import { changeReason } from '../../sim/recommend/change-reason.ts';
import { standing, type Goal } from '../../sim/recommend/goal.ts';
import type { Choice, SearchOutcome } from '../../sim/recommend/recommend.ts';
import {
  recommendationFormat,
  type Figures,
  type Recommendation,
  type RecommendedChange,
  type RecommendedOption,
  type RiskName,
  type TriedPoint,
} from '../../sim/recommend/recommendation.ts';
import { asIs, type SeedSet, type Variant } from '../../sim/recommend/trial.ts';
import type { ReadyScenario } from '../load-scenario.ts';
import type { BuiltSpace } from './build-space.ts';
import { caveatsOf } from './recommendation-caveats.ts';
import type { ConfigToPatch } from './config-to-patch.ts';
import { seedOf } from './trial-runner.ts';

/** The figures that are reported beside those that are weighed; the archive has all. */
const reported = [
  'wait.p50',
  'wait.p95',
  'wait.p99',
  'wait.slo2m',
  'jobs.lost',
  'jobs.cold_share',
  'util.used',
  'util.idle',
  'instances.mean',
  'instances.peak',
  'billed.hours',
  'queue.p95',
  'boot.p95',
  'static.instances',
  'static.hours',
  'static.cost_per_month',
  'clairvoyant.hours',
  'clairvoyant.cost_per_month',
];

/** A risk with the variant of the scenario that stands for it; null where the scenario does not know it. */
export interface Risk {
  readonly name: RiskName;
  readonly variant: Variant;
  readonly known: boolean;
}

/** Everything that a recommendation is made of. */
export interface RecommendationParts {
  readonly today: ReadyScenario;
  readonly scenarioWith: (candidate: Candidate) => ReadyScenario | null;
  readonly built: BuiltSpace;
  readonly goal: Goal;
  readonly outcome: SearchOutcome;
  readonly ended: Recommendation['runs']['ended'];
  readonly ofToday: Assessment;
  readonly assessments: readonly { readonly choice: Choice; readonly assessment: Assessment }[];
  readonly risks: readonly Risk[];
  readonly config: ConfigToPatch;
  readonly hasHistory: boolean;
  /** Name of the runner whose keys were searched. */
  readonly tuned: string;
}

/** Puts a recommendation together from what the runs left in the archive. */
export function buildRecommendation(parts: RecommendationParts): Recommendation {
  const { today, built, goal, outcome, ofToday, hasHistory } = parts;
  const { inputs } = today;
  const figures = figuresFrom(parts);
  const sharesMore = outcome.choices.some(({ candidate }) => candidate.capacityPerInstance > built.space.today.capacityPerInstance);
  return {
    format: recommendationFormat,
    scenario: inputs.scenario,
    config: inputs.config,
    verdict: parts.assessments.some(({ choice }) => choice.name === 'nearest') ? 'none' : 'found',
    objectives: inputs.objectives.filter(({ severity }) => severity === 'error').map(({ expr }) => expr),
    cost: goal.cost,
    wait: goal.wait,
    currency: inputs.facts.currency,
    price_source: inputs.facts.price_source,
    searched: [...built.space.free],
    held: built.held,
    runs: { search: outcome.searchRuns, all: outcome.archive.runs, ended: parts.ended },
    chance: outcome.full > 1,
    today: {
      figures: figures(ofToday.candidate, 'proof')!,
      history: hasHistory ? figures(ofToday.candidate, 'history') : null,
      growth: ofToday.growth,
    },
    tried: triedPoints(outcome, goal),
    options: distinct(parts.assessments).map(({ choices, assessment }) => optionOf(choices, assessment, parts)),
    caveats: caveatsOf(today, { hasChance: outcome.full > 1, sharesMore, tuned: parts.tuned }),
  };
}

/** Where the search has been. */
function triedPoints({ archive, full }: SearchOutcome, goal: Goal): TriedPoint[] {
  return archive.candidates('search').flatMap((candidate) => {
    const replications = archive.of({ candidate, set: 'search', variant: asIs }).slice(0, full);
    const { cost, wait, violation, n } = standing(replications, goal);
    return [{ cost, wait, met: violation === 0, n }];
  });
}

type Assessed = RecommendationParts['assessments'][number];

/** Choices that are the same configuration become one option. */
function distinct(assessed: readonly Assessed[]): { readonly choices: readonly Choice['name'][]; readonly assessment: Assessment }[] {
  return [...Map.groupBy(assessed, ({ choice }) => candidateKey(choice.candidate)).values()].map((same) => ({
    choices: same.map(({ choice }) => choice.name),
    assessment: same[0]!.assessment,
  }));
}

function optionOf(choices: readonly Choice['name'][], { candidate, effects, growth }: Assessment, parts: RecommendationParts): RecommendedOption {
  const figures = figuresFrom(parts);
  const changes = reasonedChanges(candidate, effects, parts);
  const { text, unidiffZero } = unifiedDiff(parts.config.diffName, parts.config.text, parts.config.patched(changes));
  const [promised, seen] = [figures(candidate, 'proof')!, figures(candidate, 'unseen')!];
  return {
    name: choices[0]!,
    also: choices.slice(1),
    changes,
    promised,
    seen,
    kept: promised.slo.every(({ ok, severity }, index) => severity !== 'error' || !ok || seen.slo[index]?.ok === true),
    history: parts.hasHistory ? figures(candidate, 'history') : null,
    risks: parts.risks.map(({ name, variant, known }) => ({ risk: name, variant, figures: known ? figures(candidate, 'proof', variant) : null })),
    growth,
    patch: text,
    unidiffZero,
  };
}

/** The changes of a candidate, with their reasons. */
function reasonedChanges(
  candidate: Candidate,
  effects: Assessment['effects'],
  { outcome: { archive }, built: { space }, goal, today }: RecommendationParts,
): RecommendedChange[] {
  const costUnit = goal.cost.startsWith('cost.') ? (today.inputs.facts.currency ?? 'count') : 'count';
  return effects.map((effect) => {
    const { key, path, value, before } = effect.change;
    return { key, path, value, before, reason: changeReason(effect, { archive, candidate, space, goal, costUnit }) };
  });
}

type FiguresOf = (candidate: Candidate, set: SeedSet, variant?: Variant) => Figures | null;

function figuresFrom({ outcome: { archive }, scenarioWith, goal, today }: RecommendationParts): FiguresOf {
  return (candidate, set, variant = asIs) => {
    const replications = archive.of({ candidate, set, variant });
    const ready = scenarioWith(candidate);
    if (ready === null || replications.length === 0) return null;
    const result = buildResult({ ...ready.inputs, complete: true }, replications);
    const names = [...new Set([goal.cost, goal.wait, ...today.inputs.objectives.map(({ metric }) => metric), ...reported])];
    const first = seedOf(today.inputs.seed, set, 0);
    return { seeds: [first, first + replications.length - 1], metrics: picked(result, names), slo: result.slo, why: result.why, hash: result.hash };
  };
}

function picked({ metrics }: Result, names: readonly string[]): Figures['metrics'] {
  return Object.fromEntries(
    names.flatMap((name) => {
      const metric = metrics[name];
      return metric === undefined ? [] : [[name, { value: metric.value, unit: metric.unit, lo: metric.lo, hi: metric.hi, n: metric.n }] as const];
    }),
  );
}
