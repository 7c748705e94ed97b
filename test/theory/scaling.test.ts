import { checkTheory } from './check-theory.ts';

checkTheory(({ idleCount, maxUseCount = 0 }) => idleCount === 0 && maxUseCount === 0);
