import { html, nothing, render, type TemplateResult } from 'lit-html';
import { compareResults, type Comparison } from '../../sim/measure/comparison.ts';
import type { Result } from '../../sim/measure/result.ts';
import { resultText } from '../../sim/measure/result-text.ts';
import { durationText } from '../../sim/text/figure-text.ts';
import { knobSettings } from '../live/knob-settings.ts';
import { knobText } from '../live/knob-text.ts';
import type { Knob } from '../live/knob.ts';
import type { Prepared } from '../live/protocol.ts';
import { reproduceCommand } from '../report/reproduce-command.ts';
import type { Assignment } from '../sim-program.ts';
import { FleetChart } from './chart/fleet-chart.ts';
import { QueueChart } from './chart/queue-chart.ts';
import { mostSlots, slotLevels } from './chart/slot-levels.ts';
import { WaitChart } from './chart/wait-chart.ts';
import { LiveRun, type RunRequest } from './live-run.ts';
import { saveFile } from './save-file.ts';
import type { SimulatorPool } from './simulator-pool.ts';
import { chartPlace } from './view/chart-place.ts';
import { comparedFigures } from './view/compared-figures.ts';
import { fleetLegend } from './view/fleet-legend.ts';
import { faultView } from './view/fault-view.ts';
import { knobPanel } from './view/knob-panel.ts';
import { liveAnswer } from './view/live-answer.ts';
import { liveCauses } from './view/live-causes.ts';
import { liveObjectives } from './view/live-objectives.ts';
import { waitTable } from './view/wait-table.ts';
import { warningLine } from './view/warning-line.ts';
import { fleetTable } from './view/live-tables.ts';

/** What is asked about. */
export interface Subject extends RunRequest {
  /** Of a report, which the run of its own settings must give again; null where there is none. */
  readonly hash: string | null;
  readonly prepared: Prepared;
}

/** Between the first seed and the last, so often is enough: drawing takes time from running. */
const betweenDrawsMs = 200;

/** Two results of the same seeds. */
interface Outcome {
  readonly before: Result;
  readonly now: Result;
  readonly comparison: Comparison;
  /** Curves of the waits; the second is null where nothing is changed. */
  readonly waits: readonly [before: readonly number[], now: readonly number[] | null];
}

/** The knobs of a scenario, and what comes of turning them: the same seeds run again, beside what they gave before. */
export class WhatIf {
  readonly #root: HTMLElement;
  readonly #pool: SimulatorPool;
  readonly #subject: Subject;
  readonly #onSettings: (request: RunRequest) => void;
  readonly #values = new Map<string, number>();
  #seed: number;
  #replications: number;
  #before: LiveRun;
  /** null while nothing is changed. */
  #now: LiveRun | null = null;
  #outcome: Outcome | null = null;
  #charts: { readonly wait: WaitChart; readonly before: FleetChart; readonly now: FleetChart; readonly queue: QueueChart } | null = null;
  #isTableOpen = false;
  #frame = 0;
  #drawnAt = 0;
  #startedAt = 0;
  #took = 0;

  /** @param onSettings the settings are others now. */
  constructor(root: HTMLElement, pool: SimulatorPool, subject: Subject, onSettings: (request: RunRequest) => void) {
    this.#root = root;
    this.#pool = pool;
    this.#subject = subject;
    this.#onSettings = onSettings;
    this.#seed = subject.seed;
    this.#replications = subject.replications;
    this.#before = this.#run(this.#request(subject.set), 1);
    this.#draw();
    onSettings(this.#request(subject.set));
  }

  /** Ends all runs, for another subject in the same place. */
  stop(): void {
    this.#before.stop();
    this.#now?.stop();
    cancelAnimationFrame(this.#frame);
  }

  #request(set: readonly Assignment[]): RunRequest {
    return { scenario: this.#subject.scenario, set, seed: this.#seed, replications: this.#replications };
  }

  #run(request: RunRequest, urgency: 0 | 1): LiveRun {
    const run = new LiveRun(this.#pool, request);
    this.#startedAt = performance.now();
    run.start(urgency, () => {
      this.#took = performance.now() - this.#startedAt;
      const isFirstOrLast = run.done.length === 1 || run.done.length === run.seeds.length;
      if (isFirstOrLast || run.fault !== null || performance.now() - this.#drawnAt > betweenDrawsMs) this.#drawSoon();
    });
    return run;
  }

  /** Runs what the knobs say. */
  #turned(): void {
    this.#now?.stop();
    const { knobs } = this.#subject.prepared;
    const turned = knobs.flatMap((knob) => {
      const value = this.#values.get(knob.id);
      return value === undefined ? [] : knobSettings(knob, value);
    });
    const request = this.#request([...this.#subject.set, ...turned]);
    this.#now = turned.length === 0 ? null : this.#run(request, 0);
    this.#onSettings(request);
    this.#root.dataset['state'] = 'busy';
    this.#drawSoon();
  }

  #turn(knob: Knob, value: number): void {
    if (value === knob.value) this.#values.delete(knob.id);
    else this.#values.set(knob.id, value);
    this.#turned();
  }

  /** Other seeds are other runs on both sides. */
  #reseed(seed: number, replications: number): void {
    this.#seed = seed;
    this.#replications = replications;
    this.#before.stop();
    this.#before = this.#run(this.#request(this.#subject.set), 1);
    this.#turned();
  }

  #reset(): void {
    this.#values.clear();
    const { seed, replications } = this.#subject;
    if (seed !== this.#seed || replications !== this.#replications) this.#reseed(seed, replications);
    else this.#turned();
  }

  /** However many answers come at once, a frame is drawn once. */
  #drawSoon(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw(): void {
    this.#drawnAt = performance.now();
    const shown = this.#now ?? this.#before;
    const done = new Set(shown.done);
    const seeds = this.#before.done.filter((seed) => done.has(seed));
    if (seeds.length > 0 && shown.fault === null) {
      const before = this.#before.result(seeds);
      const now = this.#now === null ? before : this.#now.result(seeds);
      this.#outcome = {
        before,
        now,
        comparison: compareResults(before, now),
        waits: [this.#before.waits(seeds), this.#now?.waits(seeds) ?? null],
      };
    }
    render(this.#view(shown, seeds.length), this.#root);
    if (this.#outcome !== null && seeds.length > 0) this.#drawCharts(this.#outcome);
    // For those who wait for the end of it, tests among them.
    this.#root.dataset['state'] = shown.fault !== null ? 'refused' : seeds.length < this.#replications ? 'busy' : 'settled';
    this.#root.toggleAttribute('data-changed', this.#now !== null || this.#subject.hash === null);
    this.#root.dataset['seeds'] = String(seeds.length);
  }

  #drawCharts({ before, now, waits }: Outcome): void {
    const place = (name: string): HTMLElement => this.#root.querySelector<HTMLElement>(`[data-chart=${name}]`)!;
    this.#charts ??= {
      wait: new WaitChart(place('wait')),
      now: new FleetChart(place('now'), 'what-if', 220),
      before: new FleetChart(place('before'), 'what-if', 160),
      queue: new QueueChart(place('queue'), 'what-if'),
    };
    this.#charts.wait.show(...waits);
    const levels = (result: Result): ReturnType<typeof slotLevels> => slotLevels({ series: result.series, capacity: result.facts.capacity_per_instance });
    const shownBefore = levels(before);
    const shownNow = this.#now === null ? shownBefore : levels(now);
    const most = Math.max(mostSlots(shownBefore), mostSlots(shownNow));
    this.#charts.now.show(shownNow, most);
    if (this.#now !== null) this.#charts.before.show(shownBefore, most);
    this.#charts.queue.show(shownBefore, shownNow);
  }

  #view(shown: LiveRun, done: number): TemplateResult {
    const { prepared } = this.#subject;
    const isReseeded = this.#seed !== this.#subject.seed || this.#replications !== this.#subject.replications;
    return html`<div class="live">
      ${knobPanel({
        knobs: prepared.knobs,
        values: this.#values,
        seed: this.#seed,
        replications: this.#replications,
        isChanged: this.#values.size > 0 || isReseeded,
        onKnob: (knob, value) => {
          this.#turn(knob, value);
        },
        onSeed: (seed) => {
          this.#reseed(seed, this.#replications);
        },
        onReplications: (replications) => {
          this.#reseed(this.#seed, replications);
        },
        onReset: () => {
          this.#reset();
        },
      })}
      <div class=${done < this.#replications ? 'outcome busy' : 'outcome'}>
        ${this.#status(shown, done)} ${this.#now === null ? nothing : shown.warnings.map(warningLine)}
        ${shown.fault === null ? nothing : faultView(shown.fault)} ${this.#outcome === null ? nothing : this.#figures(this.#outcome)} ${this.#chartPlaces()}
        ${this.#outcome === null ? nothing : this.#rest(this.#outcome)}
      </div>
    </div>`;
  }

  #status(shown: LiveRun, done: number): TemplateResult {
    const seeds = `${String(this.#replications)} seed${this.#replications === 1 ? '' : 's'}`;
    const text =
      shown.fault !== null
        ? 'not run'
        : done < this.#replications
          ? `${String(done)} of ${seeds} …`
          : `${seeds} in ${durationText(this.#took / 1000)}, here in this page`;
    return html`<p class="soft" id="live-status" role="status">${text}${this.#agreement()}</p>`;
  }

  /** Whether this page decides what the report says: same inputs, same hash. */
  #agreement(): TemplateResult | typeof nothing {
    const { hash, seed, replications } = this.#subject;
    if (hash === null || this.#outcome === null || this.#outcome.before.replications !== replications || this.#seed !== seed) return nothing;
    return this.#outcome.before.hash === hash
      ? html` · <span class="good">✓ decides as the report did</span> (hash <code>${hash}</code>)`
      : html` · <span class="bad">✗ decides otherwise than the report (hash ${this.#outcome.before.hash}): another version made it</span>`;
  }

  #figures({ now, comparison }: Outcome): TemplateResult {
    const isChanged = this.#now !== null;
    // What a report says first need not be said twice.
    if (!isChanged && this.#subject.hash !== null) return html`<p class="soft">Nothing is changed yet: these are the figures of the report.</p>`;
    return html`${this.#changes()} ${liveAnswer(now, comparison, isChanged)} ${liveObjectives(comparison, isChanged)}`;
  }

  /** What is turned, in words: on paper there are no knobs. */
  #changes(): TemplateResult | typeof nothing {
    const turned = this.#subject.prepared.knobs.flatMap((knob) => {
      const value = this.#values.get(knob.id);
      return value === undefined
        ? []
        : [`${knob.label} ${knobText(knob, knob.value)} → ${knobText(knob, value)}${knob.id.includes('@') ? ` (${knob.group})` : ''}`];
    });
    return turned.length === 0 ? nothing : html`<p id="live-changes"><b>Changed</b>: ${turned.join(', ')}</p>`;
  }

  /** Always there, so that charts keep their place; what is in them is drawn by them alone. */
  #chartPlaces(): TemplateResult {
    const isChanged = this.#now !== null;
    return html`<div ?hidden=${this.#outcome === null}>
      <figure>
        <figcaption><b>How long jobs wait</b><br />So many of the jobs start within that time.</figcaption>
        ${
          isChanged
            ? html`<ul class="legend">
                <li><i class="dashed"></i>before</li>
                <li><i style="background:var(--chart-waiting)"></i>now</li>
              </ul>`
            : nothing
        }
        ${chartPlace('wait', 'How long so many of the jobs wait at most')} ${this.#outcome === null ? nothing : waitTable(...this.#outcome.waits)}
      </figure>
      <figure>
        <figcaption>
          <b>${isChanged ? 'The fleet now' : 'The fleet'}</b><br />Slots by state over time. Drag to see a part closer, double-click for the whole.
        </figcaption>
        ${fleetLegend()} ${chartPlace('now', 'Slots by state over time')}
        <div ?hidden=${!isChanged}>
          <figcaption><b>The fleet before</b>, on the same scale</figcaption>
          ${chartPlace('before', 'Slots by state over time, before the change')}
        </div>
        <figcaption><b>Jobs waiting</b>${isChanged ? '; the dashed line is before' : nothing}</figcaption>
        ${chartPlace('queue', 'Jobs waiting over time')}
        ${
          this.#outcome === null
            ? nothing
            : fleetTable(this.#outcome.now, this.#isTableOpen, (isOpen) => {
                this.#isTableOpen = isOpen;
                this.#drawSoon();
              })
        }
      </figure>
    </div>`;
  }

  #rest({ now, comparison }: Outcome): TemplateResult {
    const isChanged = this.#now !== null;
    return html`<h3>Why jobs wait</h3>
      ${liveCauses(comparison, isChanged)}
      <h3>Figures</h3>
      ${comparedFigures(comparison, isChanged)}
      <h3>The same on the command line</h3>
      <pre id="live-command">${reproduceCommand(now)}</pre>
      <p class="soft">
        It gives the hash <code id="live-hash">${now.hash}</code>, over every decision of every run.
        <button
          type="button"
          id="save-result"
          @click=${() => {
            saveFile('result.json', resultText(now));
          }}
        >
          Save its result.json
        </button>
      </p>`;
  }
}
