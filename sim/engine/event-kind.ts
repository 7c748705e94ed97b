/**
 * What happens in the simulated world. The number is the rank: of events at one instant the lower goes first, so the order of events is total: (time,
 * rank, order of scheduling). The manager's timer comes after all that it could want to know, and after it only what it may have prevented.
 */
export const eventKind = {
  faultBegins: 0,
  faultEnds: 1,
  scheduleChanges: 2,
  managerStarts: 3,
  instanceMoves: 4,
  instanceDies: 5,
  interruptionNotice: 6,
  callEnds: 7,
  instancePrepared: 8,
  instanceProbed: 9,
  jobStep: 10,
  // A folded job ends where its last step would be: before the time-outs of the instant.
  jobEnds: 11,
  jobTimer: 12,
  jobCanceled: 13,
  thinkingEnds: 14,
  dependentComes: 15,
  arrival: 16,
  requestAnswered: 17,
  pollExpires: 18,
  wake: 19,
  // A held listing takes its token and its latency when it begins: after the timer, which may find something better to do.
  listingBegins: 20,
} as const;
