/** Seeds of programs that show a difference, hang or trap where the module is not mended. */
export const KEPT: readonly number[] = [4, 6, 14, 17, 26, 32, 67, 71];
