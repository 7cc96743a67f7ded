/** Seeds of programs that show a difference, hang or trap where the module is not mended. */
export const KEPT: readonly number[] = [14, 20, 29, 36, 52, 88, 104, 108, 115, 120, 125, 130, 133];
