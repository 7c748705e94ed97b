import { html, nothing, render, type TemplateResult } from 'lit-html';
import type { ScenarioClock } from '../../sim/scenario/scenario.ts';
import { PlayedMoments } from '../live/played-moments.ts';
import type { Play } from '../live/play.ts';
import type { LogEntry } from '../log-entry.ts';
import { timeText } from '../report/charts/time-axis.ts';
import { parseInstant, wallClock } from '../wall-clock.ts';
import { FleetChart } from './chart/fleet-chart.ts';
import { playheadPlugin, type Playhead } from './chart/playhead.ts';
import { QueueChart } from './chart/queue-chart.ts';
import { mostSlots, slotLevels } from './chart/slot-levels.ts';
import type { RunRequest } from './live-run.ts';
import type { SimulatorPool } from './simulator-pool.ts';
import { chartPlace } from './view/chart-place.ts';
import { decisionList } from './view/decision-list.ts';
import { fleetLegend } from './view/fleet-legend.ts';
import { stepperBar, type StepperFilter } from './view/stepper-bar.ts';
import { yard } from './view/yard.ts';

/** How long the settings must have rested before a run is made for them. */
const restMs = 250;
/** Between two decisions, at the speed 1. */
const stepMs = 800;

const ofJobs: ReadonlySet<LogEntry['kind']> = new Set(['start-job', 'rebind-job', 'finish-job', 'stop-job', 'prepare-instance', 'probe-instance']);

/** A run of what the knobs say, decision by decision: the fleet at that instant, what was decided and why. It is run when it comes into view. */
export class Stepper {
  readonly #root: HTMLElement;
  readonly #pool: SimulatorPool;
  readonly #clock: ScenarioClock;
  readonly #head: Playhead;
  #request: RunRequest | null = null;
  #isInView = false;
  #rest = 0;
  #play: Play | null = null;
  #moments: PlayedMoments | null = null;
  #fault = '';
  #filter: StepperFilter = 'fleet';
  #entries: readonly LogEntry[] = [];
  /** Index into the entries; -1 before the first. */
  #index = -1;
  #speed = 1;
  #ticking = 0;
  /** What the charts show. */
  #drawn: Play | null = null;
  #charts: { readonly fleet: FleetChart; readonly queue: QueueChart } | null = null;

  constructor(root: HTMLElement, pool: SimulatorPool, clock: ScenarioClock) {
    this.#root = root;
    this.#pool = pool;
    this.#clock = clock;
    this.#head = {
      at: 0,
      faults: [],
      onJump: (at) => {
        this.#jump(at);
      },
    };
    new IntersectionObserver((entries) => {
      this.#isInView = entries.at(-1)!.isIntersecting;
      this.#load();
    }).observe(root);
    this.#draw();
  }

  /** The settings are others now. */
  follow(request: RunRequest): void {
    this.#request = request;
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      this.#load();
    }, restMs);
  }

  /** Ends what goes on by itself, for another stepper in the same place. */
  stop(): void {
    this.#request = null;
    clearTimeout(this.#rest);
    this.#pause();
  }

  #load(): void {
    const request = this.#request;
    if (request === null || !this.#isInView) return;
    this.#request = null;
    const { scenario, set, seed } = request;
    const settings = [...set, { path: 'seed', text: String(seed) }];
    void this.#pool
      .ask({ scenario, set: settings, what: { kind: 'play', seed } }, 1, () => this.#request === null)
      .then((answer) => {
        if (answer.kind === 'played') this.#take(answer.play);
        else this.#fault = answer.kind === 'failed' ? answer.message : 'With these settings there is no run to step through.';
        this.#draw();
      });
  }

  /** Another run is looked at where the one before was. */
  #take(play: Play): void {
    this.#fault = '';
    this.#play = play;
    this.#moments = new PlayedMoments(play);
    this.#head.faults = play.faults;
    this.#choose(this.#filter);
    this.#moveTo(this.#head.at);
  }

  #choose(filter: StepperFilter): void {
    this.#filter = filter;
    this.#entries = (this.#play?.entries ?? []).filter(({ kind }) => filter === 'all' || !ofJobs.has(kind));
    this.#index = lastUntil(this.#entries, this.#head.at);
  }

  #moveTo(at: number): void {
    this.#head.at = Math.min(Math.max(0, at), this.#play?.end ?? 0);
    this.#index = lastUntil(this.#entries, this.#head.at);
  }

  #jump(at: number): void {
    this.#pause();
    this.#moveTo(at);
    this.#draw();
  }

  #step(by: 1 | -1): void {
    const index = this.#index + by;
    if (index < 0 || index >= this.#entries.length) {
      this.#pause();
      if (index < 0) this.#moveTo(0);
    } else {
      this.#index = index;
      this.#head.at = this.#entries[index]!.at;
    }
    this.#draw();
  }

  #toggle(): void {
    if (this.#ticking === 0) this.#run();
    else this.#pause();
    this.#draw();
  }

  #run(): void {
    this.#pause();
    this.#ticking = setInterval(() => {
      this.#step(1);
    }, stepMs / this.#speed);
  }

  #pause(): void {
    clearInterval(this.#ticking);
    this.#ticking = 0;
  }

  #keyPressed(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const isForTarget = target.matches('input, select') || (event.key === ' ' && target.matches('button'));
    if (isForTarget || event.altKey || event.ctrlKey || event.metaKey) return;
    const acts: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => {
        this.#step(-1);
      },
      ArrowRight: () => {
        this.#step(1);
      },
      ' ': () => {
        this.#toggle();
      },
      Home: () => {
        this.#jump(0);
      },
      End: () => {
        this.#jump(this.#play?.end ?? 0);
      },
    };
    const act = acts[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  }

  #draw(): void {
    render(this.#view(), this.#root);
    if (this.#play !== null) this.#drawCharts(this.#play);
  }

  #drawCharts(play: Play): void {
    const place = (name: string): HTMLElement => this.#root.querySelector<HTMLElement>(`[data-chart=${name}]`)!;
    this.#charts ??= {
      fleet: new FleetChart(place('played-fleet'), 'stepper', 150, [playheadPlugin(this.#head)]),
      queue: new QueueChart(place('played-queue'), 'stepper', [playheadPlugin(this.#head)]),
    };
    const { stepMs: step, levels } = play.series;
    if (this.#drawn !== play) {
      this.#drawn = play;
      const slots = slotLevels({ series: { step: step / 1000, levels: levels as never }, capacity: play.capacity });
      this.#charts.fleet.show(slots, mostSlots(slots));
      this.#charts.queue.show(slots, slots);
    } else {
      this.#charts.fleet.plot?.redraw(false);
      this.#charts.queue.plot?.redraw(false);
    }
  }

  #view(): TemplateResult {
    const play = this.#play;
    return html`<div
      class="stepper"
      tabindex="0"
      role="group"
      aria-label="Step through a run: arrow keys go to the next decision and back, the space bar plays"
      data-state=${play === null ? 'empty' : 'ready'}
      @keydown=${(event: KeyboardEvent) => {
        this.#keyPressed(event);
      }}
    >
      ${stepperBar({
        isReady: play !== null,
        isPlaying: this.#ticking !== 0,
        filter: this.#filter,
        speed: this.#speed,
        onStep: (by) => {
          this.#step(by);
        },
        onToggle: () => {
          this.#toggle();
        },
        onFilter: (filter) => {
          this.#choose(filter);
          this.#draw();
        },
        onSpeed: (speed) => {
          this.#speed = speed;
          if (this.#ticking !== 0) this.#run();
          this.#draw();
        },
        onTime: (text) => this.#jumpTo(text),
      })}
      ${this.#fault === '' ? nothing : html`<p class="bad">${this.#fault}</p>`}
      ${play === null ? html`<p class="soft">The run is made when this comes into view.</p>` : this.#instant(play)}
      <div ?hidden=${play === null}>
        ${fleetLegend(play !== null && play.faults.length > 0)} ${chartPlace('played-fleet', 'Slots by state over the run, with the instant that is looked at')}
        ${chartPlace('played-queue', 'Jobs waiting over the run, with the instant that is looked at')}
      </div>
      ${play === null ? nothing : this.#moment()}
      ${play === null || play.toldUntil >= play.end ? nothing : html`<p class="soft">There are too many decisions for a page: they are told until ${wallClock(this.#clock, play.toldUntil)}.</p>`}
    </div>`;
  }

  #instant({ seed }: Play): TemplateResult {
    const { at } = this.#head;
    return html`<p class="instant">
      <b>${wallClock(this.#clock, at)}</b>
      <span class="soft">${timeText(at / 1000)} · seed ${seed} · decision ${this.#index + 1} of ${this.#entries.length}</span>
    </p>`;
  }

  #moment(): TemplateResult {
    const { at } = this.#head;
    const current = this.#entries[this.#index];
    const marked = new Set(current?.at === at ? current.instances : []);
    return html`<div class="moment">
      ${yard(this.#moments!.at(at), (id) => marked.has(id))}
      ${decisionList({
        entries: this.#entries,
        index: this.#index,
        time: (of) => wallClock(this.#clock, of),
        onChoose: (index) => {
          this.#chooseEntry(index);
        },
      })}
    </div>`;
  }

  #chooseEntry(index: number): void {
    this.#pause();
    this.#index = index;
    this.#head.at = this.#entries[index]!.at;
    this.#draw();
  }

  /** Whether a text is an instant; if so, it is gone to. */
  #jumpTo(text: string): boolean {
    try {
      this.#jump(parseInstant(text.trim(), this.#clock));
      return true;
    } catch {
      return false;
    }
  }
}

/** The last entry until an instant, it included; -1 for none. */
function lastUntil(entries: readonly LogEntry[], at: number): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle]!.at <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
