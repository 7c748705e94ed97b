/** Where a simulated job stands. */
export const jobPhase = { toCome: 0, queued: 1, delivering: 2, pending: 3, preparing: 4, running: 5, ended: 6 } as const;
