/** The version of the result file. The minor number grows when something is added, the major one when something changes its meaning. */
export const resultFormat = '1.0';
