/**
 * How the replications of a scenario that replays a history differ: `days` and `pipelines` draw another history out of blocks of the recorded one, `none`
 * replays it as it was.
 */
export type Bootstrap = 'days' | 'pipelines' | 'none';
export const bootstraps = ['days', 'pipelines', 'none'] as const satisfies readonly Bootstrap[];
