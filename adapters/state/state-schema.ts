import { z } from 'zod';

const count = z.number().int().nonnegative();

/** What a state file holds. */
export const stateSchema = z.strictObject({
  format: z.literal(1),
  instances: z.array(z.strictObject({ id: z.string().min(1), useCount: count, acquiredCount: count })),
});
