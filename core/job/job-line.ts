import type { InstanceId } from '../ids.ts';
import type { Stage } from './stages.ts';

/**
 * A line that the runner itself adds to a job's log, as data. `jobLineText` has the words.
 *
 * @remarks Source: semantics.md §4.2 and §5, peer-runner.md §1.4 and §2.3.
 */
export type JobLine =
  /** Opens the section `prepare_executor`, which lasts until the first stage or the end. */
  | { readonly kind: 'preparing-executor' }
  | { readonly kind: 'preparing-instance' }
  | { readonly kind: 'dialing-instance'; readonly instance: InstanceId }
  | { readonly kind: 'instance-connected'; readonly instance: InstanceId }
  | { readonly kind: 'image-not-allowed'; readonly image: string; readonly allowed: readonly string[] }
  | { readonly kind: 'enforcing-isolation' }
  | { readonly kind: 'creating-tunnel' }
  | { readonly kind: 'creating-vm'; readonly image: string }
  | { readonly kind: 'dialing-daemon' }
  | { readonly kind: 'vm-created'; readonly vm: string }
  | { readonly kind: 'vm-stomped'; readonly vm: string }
  | { readonly kind: 'preparation-failed'; readonly detail: string }
  | { readonly kind: 'will-be-retried' }
  /** Opens the stage's section, which lasts until the next one or the end. */
  | { readonly kind: 'stage'; readonly stage: Stage }
  | { readonly kind: 'stage-retried' }
  | { readonly kind: 'stage-timed-out'; readonly stage: Stage }
  | { readonly kind: 'script-canceled' }
  | { readonly kind: 'after-script-failed'; readonly detail: string }
  | { readonly kind: 'job-succeeded' }
  | { readonly kind: 'job-failed'; readonly system: boolean; readonly detail: string };
