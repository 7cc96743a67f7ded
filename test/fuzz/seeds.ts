/** Seeds of programs that show a difference, hang or trap where the module is not mended. */
export const KEPT: readonly number[] = [0, 16, 21, 22, 38, 40, 50, 76, 83];
