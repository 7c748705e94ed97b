/** The longest that Node's timers can wait; a longer wait takes several. */
export const longestTimeoutMs = 0x7fffffff;
