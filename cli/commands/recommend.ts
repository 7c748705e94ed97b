import { assess, type Assessment } from '../../sim/recommend/assess.ts';
import type { Goal } from '../../sim/recommend/goal.ts';
import { candidateKey, type Candidate } from '../../sim/recommend/candidate.ts';
import { recommend as search, type SearchOutcome } from '../../sim/recommend/recommend.ts';
import type { Recommendation } from '../../sim/recommend/recommendation.ts';
import { together } from '../../sim/recommend/together.ts';
import type { Trials } from '../../sim/recommend/trial.ts';
import { RandomStream } from '../../sim/random/random-stream.ts';
import { brokenText } from '../broken-text.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { findingText } from '../finding-text.ts';
import { folderFiles } from '../folder-files.ts';
import { interruptible, type Interruption } from '../interruption.ts';
import type { Io } from '../io.ts';
import { prepareScenario, type ReadyScenario } from '../prepare-scenario.ts';
import { Progress } from '../progress.ts';
import { readScenario } from '../read-scenario.ts';
import type { RecommendOptions } from '../recommend-program.ts';
import { buildRecommendation } from '../recommend/build-recommendation.ts';
import { buildSpace, type BuiltSpace } from '../recommend/build-space.ts';
import { assignmentsOf, CandidateScenarios, type LoadWith } from '../recommend/candidate-scenario.ts';
import { configToPatch, type ConfigToPatch } from '../recommend/config-to-patch.ts';
import { goalOf } from '../recommend/goal-of.ts';
import { measureScenario, type ScenarioMeasures } from '../recommend/measure-scenario.ts';
import { nextCommands } from '../recommend/next-commands.ts';
import { otherSlots } from '../recommend/other-slots.ts';
import { parseKeys } from '../recommend/parse-keys.ts';
import { mergedObjectives, parseSlo } from '../recommend/parse-slo.ts';
import { risksOf } from '../recommend/risks-of.ts';
import { riskRunsFor, searchRuns } from '../recommend/search-runs.ts';
import { showRecommendation } from '../recommend/show-recommendation.ts';
import { TrialRunner } from '../recommend/trial-runner.ts';
import { tunedRunner } from '../recommend/tuned-runner.ts';
import { makeFolder, writeRecommendation } from '../recommend/write-recommendation.ts';
import type { Assignment } from '../sim-program.ts';
import { terminalStyle } from '../terminal-style.ts';
import { UsageError } from '../usage-error.ts';

/** What is searched, and how. */
interface Question {
  readonly today: ReadyScenario;
  /** Name of the runner whose keys are searched. */
  readonly tuned: string;
  readonly measures: ScenarioMeasures;
  readonly built: BuiltSpace;
  readonly goal: Goal;
  readonly scenarios: CandidateScenarios;
  /** The same, replaying a history as it was recorded. */
  readonly histories: CandidateScenarios;
  readonly config: ConfigToPatch;
  readonly named: string;
  readonly options: RecommendOptions;
}

/**
 * `sim recommend`: searches for the cheapest configuration that meets the objectives, for the fastest and for one between them, proves them on other seeds, and shows each as a
 * patch of the config.toml. Exit code 99 where nothing meets the objectives.
 */
export async function recommend(named: string, options: RecommendOptions, io: Io): Promise<ExitCode> {
  const objectives = parseSlo(options.slo);
  const choice = parseKeys(options.free, options.fix);
  if (options.output !== undefined) makeFolder(options.output);
  const { folder, ...file } = readScenario(named, io);
  const files = folderFiles(folder);
  const given: Assignment[] = [...options.set, ...(options.seed === undefined ? [] : [{ path: 'seed', text: String(options.seed) }])];
  const first = prepareScenario(file, files, given);
  const slo = first.ready === null || objectives.length === 0 ? [] : [sloSetting(mergedObjectives(first.ready.inputs.objectives, objectives))];
  const loadWith: LoadWith = (assignments) => prepareScenario(file, files, [...given, ...slo, ...assignments]);
  const loaded = first.ready === null ? first : loadWith([]);
  const style = terminalStyle(io.stderr, io.env);
  for (const finding of loaded.findings) if (finding.severity === 'error' || loaded.ready === null) io.stderr.write(`${findingText(finding, style)}\n`);
  const today = loaded.ready;
  if (today === null) return exitCodes.badInput;
  if (today.inputs.objectives.every(({ severity }) => severity !== 'error')) throw new UsageError(noObjective(named));
  return interruptible(io, 'nothing is recommended on half a search', async (interruption) => {
    const config = configToPatch(today, files, folder);
    const tuned = tunedRunner(today, config.text, options.runner);
    const measures = measureScenario(today, tuned, loadWith, interruption.stop);
    const built = buildSpace(today, tuned, measures, choice, otherSlots(config.text, tuned.config.name));
    if (built.space.free.size === 0) throw new UsageError('every key is fixed: there is nothing to search');
    const scenarios = new CandidateScenarios(loadWith, built.space, loaded.findings);
    const asRecorded: LoadWith = (assignments) => loadWith([{ path: 'bootstrap', text: 'none' }, ...assignments]);
    const histories = new CandidateScenarios(asRecorded, built.space, asRecorded([]).findings);
    const goal = goalOf(today, measures);
    return answer({ today, tuned: tuned.config.name, measures, built, goal, scenarios, histories, config, named, options }, interruption, io);
  });
}

function noObjective(named: string): string {
  return `what is to be met? As in
  sim recommend ${named} --slo 'wait.p95 <= 5m'
or a slo in the scenario; sim explain metric lists what can be asked for`;
}

function sloSetting(objectives: ReturnType<typeof mergedObjectives>): Assignment {
  const documents = objectives.map(({ expr, severity, after }) => ({ expr, severity, ...(after === null ? {} : { after }) }));
  return { path: 'slo', text: JSON.stringify(documents) };
}

async function answer(question: Question, interruption: Interruption, io: Io): Promise<ExitCode> {
  const { today, measures, named, options } = question;
  const runs = searchRuns(options.budget, measures.stepsPerRun);
  const progress = new Progress(io, Number.isFinite(runs.limit) ? runs.limit + runs.after : runs.after, {
    days: new Int32Array(0),
    horizonDays: 0,
    what: 'runs',
  });
  const runner = new TrialRunner({
    scenarioOf: ({ candidate, set }) => (set === 'history' ? question.histories : question.scenarios).with(candidate),
    traces: Object.values(today.plan.traces),
    seed: today.inputs.seed,
    blowAtMs: measures.busiestAtMs,
    workers: options.workers ?? null,
    stop: interruption.stop,
    onRun: (steps) => progress.advance(steps),
  });
  progress.start();
  let found: Recommendation | null;
  try {
    found = await findRecommendation(question, runner, runs);
  } finally {
    progress.end();
    await runner.close();
  }
  if (runner.broken !== null) {
    const set = [...options.set, ...assignmentsOf(question.scenarios.changesOf(runner.broken.trial.candidate))];
    io.stderr.write(brokenText(runner.broken.answer, ['sim run', named, ...set.map(({ path, text }) => `--set '${path}=${text}'`)].join(' ')));
    return exitCodes.invariantBroken;
  }
  if (found === null) return exitCodes.interrupted;
  if (options.output !== undefined) writeRecommendation(options.output, found, question.config);
  showRecommendation(found, nextCommands(found, question.config, named, options), options.format, io);
  return found.verdict === 'found' ? exitCodes.ok : exitCodes.objectiveMissed;
}

async function findRecommendation(question: Question, runner: TrialRunner, runs: ReturnType<typeof searchRuns>): Promise<Recommendation | null> {
  const { today, tuned, built, goal, scenarios, config } = question;
  const proofRuns = question.options.replications;
  const hasHistory = today.plan.scenario.bootstrap !== 'none';
  const random = new RandomStream(today.inputs.seed, 'recommend');
  const outcome = await runner.finish(search(built.space, goal, { runs: runs.limit, isTimeUp: runs.isTimeUp, random, proofRuns, hasHistory }));
  if (outcome === null) return null;
  const risks = risksOf(today.plan.scenario);
  const assessed = await runner.finish(assessAll(outcome, question, { risks: risks.filter(({ known }) => known).map(({ variant }) => variant), hasHistory }));
  if (assessed === null) return null;
  const of = (candidate: Candidate): Assessment => assessed.find((assessment) => candidateKey(assessment.candidate) === candidateKey(candidate))!;
  return buildRecommendation({
    today,
    scenarioWith: (candidate) => scenarios.with(candidate),
    built,
    goal,
    outcome,
    ended: runs.isTimeUp() ? 'time' : outcome.searchRuns >= runs.limit ? 'budget' : 'nothing-better',
    ofToday: of(built.space.today),
    assessments: outcome.choices.map((choice) => ({ choice, assessment: of(choice.candidate) })),
    risks,
    config,
    hasHistory,
    tuned,
  });
}

/** Today's configuration and each choice, all at once. */
function assessAll(
  { archive, choices, full }: SearchOutcome,
  { built: { space }, goal, measures, options: { replications } }: Question,
  { risks, hasHistory }: { readonly risks: readonly Parameters<typeof assess>[4]['risks'][number][]; readonly hasHistory: boolean },
): Trials<Assessment[]> {
  const candidates = new Map([space.today, ...choices.map(({ candidate }) => candidate)].map((candidate) => [candidateKey(candidate), candidate]));
  const atMost = (runs: number): number => (full === 1 ? 1 : runs);
  const settings = {
    searchRuns: full,
    unseenRuns: atMost(replications),
    riskRuns: atMost(Math.min(replications, riskRunsFor(measures.stepsPerRun))),
    risks,
    hasHistory,
  };
  return together([...candidates.values()].map((candidate) => assess(archive, candidate, space, goal, settings)));
}
