/**
 * How often a test does what only shows a fault by chance: all rounds with `npm run test:long`, a few of them with `npm test`,
 * which has to end in minutes.
 */
export function rounds(all: number, few: number): number {
  return process.env.REGATE_TEST_LONG === '1' ? all : few;
}
