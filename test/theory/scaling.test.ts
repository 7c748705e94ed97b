import { checkTheory } from './check-theory.ts';

// Long boots under open job requests are too slow for the tests, and as yet for `npm run theory`: a poll that holds the last worker is not skipped.
checkTheory(({ idleCount, boot }) => idleCount === 0 && boot === '0s');
