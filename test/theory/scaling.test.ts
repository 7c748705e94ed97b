import { checkTheory } from './check-theory.ts';

// Long boots under open job requests are too slow for every test run: `npm run theory` has them.
checkTheory(({ idleCount, boot }) => idleCount === 0 && boot === '0s');
