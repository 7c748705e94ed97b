/**
 * Why an instance goes. The words are the same in effects, logs, metrics, reports and golden files.
 *
 * @remarks Source: semantics.md §2.7.
 */
export type RemovalReason = 'idle' | 'use-count' | 'unhealthy' | 'ready-up-failed' | 'pre-existing' | 'restored-with-jobs' | 'interrupted' | 'shutdown';
