/**
 * Why a job waits at a moment: the first of these that applies. Each is a predicate; a second that none claims is a bug.
 *
 * @remarks Source: ARCHITECTURE.md, invariants; ux.md §5.4.
 */
export const causes = ['fault', 'prepare', 'policy', 'request-pacing', 'scale-up', 'limit', 'poll-delay'] as const;
export type Cause = (typeof causes)[number];
