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
  // What a listing shows late it shows to those that are answered at that very instant.
  newsShows: 7,
  callEnds: 8,
  instancePrepared: 9,
  instanceProbed: 10,
  jobStep: 11,
  // A folded job ends where its last step would be: before the time-outs of the instant.
  jobEnds: 12,
  jobTimer: 13,
  jobCanceled: 14,
  thinkingEnds: 15,
  dependentComes: 16,
  arrival: 17,
  requestAnswered: 18,
  pollExpires: 19,
  wake: 20,
  // A held listing takes its token and its latency when it begins: after the timer, which may find something better to do.
  listingBegins: 21,
} as const;
