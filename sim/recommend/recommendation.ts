import type { ResultMetric, ResultObjective, Result } from '../measure/result.ts';
import type { Growth } from './growth.ts';
import type { Choice } from './recommend.ts';
import type { SearchKey } from './search-key.ts';
import type { Variant } from './trial.ts';

/** The version of a recommendation as JSON: the minor number grows when something is added, the major one when something changes its meaning. */
export const recommendationFormat = '1.0';

/** What a configuration led to on some seeds. */
export interface Figures {
  /** The first and the last seed. */
  readonly seeds: readonly [number, number];
  readonly metrics: Readonly<Record<string, Pick<ResultMetric, 'value' | 'unit' | 'lo' | 'hi' | 'n'>>>;
  readonly slo: readonly ResultObjective[];
  readonly why: Result['why'];
  /** Over every decision: what `sim run` on these seeds has too. */
  readonly hash: string;
}

/** One key that a recommendation changes. */
export interface RecommendedChange {
  readonly key: SearchKey;
  /** For `--set`. */
  readonly path: string;
  readonly value: string;
  /** null: the key is not there today. */
  readonly before: string | null;
  /** What it is for: measured by taking it back alone. */
  readonly reason: string;
}

/** What a risk does to a configuration. */
export interface RiskFigures {
  readonly risk: RiskName;
  readonly variant: Variant;
  /** null where the scenario does not know the risk. */
  readonly figures: Figures | null;
}

/** The risks that every recommendation is held against. */
export const riskNames = ['spot-wave', 'zone-lost', 'load', 'slow-boot'] as const;
export type RiskName = (typeof riskNames)[number];

/** A configuration that is recommended, with all that is known of it. */
export interface RecommendedOption {
  readonly name: Choice['name'];
  /** Names of the other options that are the same configuration. */
  readonly also: readonly Choice['name'][];
  readonly changes: readonly RecommendedChange[];
  /** On the seeds of the proof. */
  readonly promised: Figures;
  /** On seeds that nothing was chosen by. */
  readonly seen: Figures;
  /** Every objective that the promise meets was met there too. */
  readonly kept: boolean;
  /** On the recorded history as it was; null where there is none. */
  readonly history: Figures | null;
  readonly risks: readonly RiskFigures[];
  readonly growth: Growth;
  /** Unified diff of the config.toml; empty where nothing changes. */
  readonly patch: string;
  /** Whether `git apply` needs `--unidiff-zero`. */
  readonly unidiffZero: boolean;
}

/** A configuration that the search has tried on some of its seeds: where it lies between cost and waiting. */
export interface TriedPoint {
  readonly cost: number;
  readonly wait: number;
  /** Whether it met the objectives there. */
  readonly met: boolean;
  /** On how many seeds. */
  readonly n: number;
}

/** What `sim recommend` found. */
export interface Recommendation {
  readonly format: string;
  readonly scenario: Result['scenario'];
  readonly config: Result['config'];
  /** `found`, or that nothing meets the objectives: then the one option is the nearest. */
  readonly verdict: 'found' | 'none';
  readonly objectives: readonly string[];
  /** Names of the metrics that are weighed. */
  readonly cost: string;
  readonly wait: string;
  readonly currency: string | null;
  readonly price_source: string | null;
  readonly searched: readonly SearchKey[];
  readonly held: readonly { readonly key: SearchKey; readonly why: string }[];
  readonly runs: { readonly search: number; readonly all: number; readonly ended: 'budget' | 'time' | 'nothing-better' };
  /** Whether two seeds differ at all. */
  readonly chance: boolean;
  readonly today: { readonly figures: Figures; readonly history: Figures | null; readonly growth: Growth };
  readonly options: readonly RecommendedOption[];
  /** What was tried, today's configuration among it. */
  readonly tried: readonly TriedPoint[];
  /** What a reader must know before he believes the figures. */
  readonly caveats: readonly string[];
}
