/** Interim answers (1xx) that are passed on before the upstream counts as hostile. */
export const MAX_INTERIM = 16;
