import { html, nothing, type TemplateResult } from 'lit-html';
import type { InstanceNow, Moment, SlotNow } from '../../live/played-moments.ts';

/** More than these nobody tells apart; the rest is counted. */
const mostJobs = 80;
const mostInstances = 160;

const stateWords: Readonly<Record<InstanceNow['state'], string>> = { booting: 'booting', ready: 'ready', leaving: 'leaving', gone: 'gone' };

/** The jobs that wait and the instances with their slots, at one instant. */
export function yard({ waiting, instances, faults }: Moment, isMarked: (id: string) => boolean): TemplateResult {
  return html`<div class="yard">
    ${faults.map(({ words }) => html`<p class="fault">⚡ ${words}</p>`)}
    <p class="queue" aria-label=${`${String(waiting.length)} jobs wait`}>
      <b>${waiting.length}</b> waiting ${waiting.slice(0, mostJobs).map((job) => html`<i title=${`job ${String(job)}`}></i>`)}${rest(waiting.length, mostJobs)}
    </p>
    <ul class="instances">
      ${instances.slice(0, mostInstances).map((instance) => tile(instance, isMarked(instance.id)))}
    </ul>
    ${instances.length === 0 ? html`<p class="soft">No instance is there.</p>` : rest(instances.length, mostInstances)}
  </div>`;
}

function rest(count: number, most: number): TemplateResult | typeof nothing {
  return count > most ? html`<span class="soft"> and ${count - most} more</span>` : nothing;
}

function tile({ id, state, slots, reason }: InstanceNow, isMarked: boolean): TemplateResult {
  const busy = slots.some((slot) => slot !== null);
  const word = state === 'ready' ? (busy ? 'busy' : 'idle') : stateWords[state];
  return html`<li class=${`${word}${isMarked ? ' marked' : ''}`} title=${reason === '' ? `${id}: ${word}` : `${id}: ${word}, ${reason}`}>
    <b>${id}</b> <small>${word}${reason === '' ? nothing : html`: ${reason}`}</small>
    <span class="slots">${state === 'ready' || state === 'leaving' ? slots.map(slotView) : nothing}</span>
  </li>`;
}

function slotView(slot: SlotNow): TemplateResult {
  return slot === null ? html`<i class="free"></i>` : html`<i class=${slot.state} title=${`job ${String(slot.job)}, ${slot.state}`}>${slot.job}</i>`;
}
