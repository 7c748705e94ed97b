/** How often a job's preparation is tried. @remarks Source: semantics.md §5. */
export const prepareAttempts = 3;

/** Seconds between the failure of a try and the next one. @remarks Source: semantics.md §5. */
export const prepareRetrySeconds = 3;

/** Seconds between two attempts at a stage. @remarks Source: peer-runner.md §2. */
export const stageRetrySeconds = 5;

/** Seconds that a killed stage may take to end. Where a login may not be signalled its session lives on, and the job goes on without it. @remarks Source: peer-runner.md §3. */
export const killGraceSeconds = 10;

/** Seconds for the nesting daemon to create a VM. It has been seen to hang for ever. @remarks Source: semantics.md §4.5. */
export const createVmSeconds = 600;

/** Seconds for the nesting daemon to delete a VM. @remarks Source: semantics.md §4.3. */
export const deleteVmSeconds = 60;

/** Seconds for the connections to close, after which they are taken for closed. */
export const closeSeconds = 10;
