import { checkTheory } from './check-theory.ts';

checkTheory(({ idleCount }) => idleCount === 0);
