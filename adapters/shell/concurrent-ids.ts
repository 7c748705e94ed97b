/** The two numbers that tell jobs apart which run at the same time. */
export interface ConcurrentIds {
  readonly concurrentId: number;
  readonly concurrentProjectId: number;
}

/** Hands out the numbers of one runner's jobs: the lowest free ones, so that directories of ended jobs are used again. */
export class ConcurrentIdPool {
  readonly #taken = new Set<number>();
  readonly #takenByProject = new Map<number, Set<number>>();

  take(projectId: number): ConcurrentIds {
    const ofProject = this.#takenByProject.get(projectId) ?? new Set();
    this.#takenByProject.set(projectId, ofProject);
    return { concurrentId: takeLowest(this.#taken), concurrentProjectId: takeLowest(ofProject) };
  }

  release(projectId: number, ids: ConcurrentIds): void {
    this.#taken.delete(ids.concurrentId);
    const ofProject = this.#takenByProject.get(projectId);
    ofProject?.delete(ids.concurrentProjectId);
    if (ofProject?.size === 0) this.#takenByProject.delete(projectId);
  }
}

function takeLowest(taken: Set<number>): number {
  let lowest = 0;
  while (taken.has(lowest)) lowest++;
  taken.add(lowest);
  return lowest;
}
