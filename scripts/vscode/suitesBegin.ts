/** The suites print this first; what a window printed before it is of interest only if it fails. */
export const SUITES_BEGIN = 'The suites begin.';
