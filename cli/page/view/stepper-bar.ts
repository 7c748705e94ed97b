import { html, type TemplateResult } from 'lit-html';

/** Which decisions are stepped through: those about the fleet, or all, jobs included. */
export type StepperFilter = 'fleet' | 'all';

/** What the bar shows, and what it is told. */
export interface StepperBar {
  readonly isReady: boolean;
  readonly isPlaying: boolean;
  readonly filter: StepperFilter;
  readonly speed: number;
  readonly onStep: (by: 1 | -1) => void;
  readonly onToggle: () => void;
  readonly onFilter: (filter: StepperFilter) => void;
  readonly onSpeed: (speed: number) => void;
  /** Returns whether the text is an instant. */
  readonly onTime: (text: string) => boolean;
}

const speeds = [1, 4, 16] as const;

/** Buttons to step, play and jump. */
export function stepperBar({ isReady, isPlaying, filter, speed, onStep, onToggle, onFilter, onSpeed, onTime }: StepperBar): TemplateResult {
  const chosen = (event: Event): string => (event.currentTarget as HTMLSelectElement).value;
  return html`<div class="bar" role="toolbar" aria-label="Steps">
    <button
      type="button"
      id="step-back"
      ?disabled=${!isReady}
      @click=${() => {
        onStep(-1);
      }}
    >
      ← previous
    </button>
    <button type="button" id="step-play" ?disabled=${!isReady} aria-pressed=${isPlaying} @click=${onToggle}>${isPlaying ? '❚❚ pause' : '▶ play'}</button>
    <button
      type="button"
      id="step-next"
      ?disabled=${!isReady}
      @click=${() => {
        onStep(1);
      }}
    >
      next →
    </button>
    <select
      aria-label="Speed"
      @change=${(event: Event) => {
        onSpeed(Number(chosen(event)));
      }}
    >
      ${speeds.map((each) => html`<option value=${each} ?selected=${each === speed}>${each}×</option>`)}
    </select>
    <select
      aria-label="Decisions"
      id="step-filter"
      @change=${(event: Event) => {
        onFilter(chosen(event) as StepperFilter);
      }}
    >
      <option value="fleet" ?selected=${filter === 'fleet'}>about the fleet</option>
      <option value="all" ?selected=${filter === 'all'}>all, jobs too</option>
    </select>
    <form
      @submit=${(event: Event) => {
        event.preventDefault();
        const input = (event.currentTarget as HTMLFormElement).querySelector('input')!;
        input.setCustomValidity(onTime(input.value) ? '' : 'such as 10:32, +2h30m or 2026-03-02T10:32');
        input.reportValidity();
      }}
    >
      <input
        id="step-time"
        size="16"
        placeholder="10:32 or +2h30m"
        aria-label="Jump to a time"
        @input=${(event: Event) => {
          (event.currentTarget as HTMLInputElement).setCustomValidity('');
        }}
      />
      <button>jump</button>
    </form>
  </div>`;
}
