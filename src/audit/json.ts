// What JSON text may hold but a line-based log must not: control characters (C0, DEL, C1, which terminals obey) and the
// line separators that some readers split at.
const UNSAFE = /[\x00-\x1f\x7f-\x9f\u2028\u2029]/;
const UNSAFE_BEYOND_JSON = /[\x7f-\x9f\u2028\u2029]/g;
const NEEDS_ESCAPE = /[\x00-\x1f"\\\x7f-\x9f\u2028\u2029\ud800-\udfff]/;

/** A string as a JSON string of one line, safe to print: no control character and no line separator stays raw. */
export function jsonString(value: string): string {
  return NEEDS_ESCAPE.test(value) ? escapeUnsafe(JSON.stringify(value)) : `"${value}"`;
}

/**
 * A value as JSON text, safe to print; undefined where JSON has no form for it. It is of one line, unless it is indented by
 * `indent` spaces for people.
 */
export function jsonText(value: unknown, indent?: number): string | undefined {
  const text = JSON.stringify(value, undefined, indent);
  return text === undefined ? undefined : escapeUnsafe(text);
}

/** Whether JSON text made elsewhere is of one line and safe to print as it is. */
export function isSafeLine(text: string): boolean {
  return !UNSAFE.test(text);
}

function escapeUnsafe(text: string): string {
  return UNSAFE.test(text) ? text.replace(UNSAFE_BEYOND_JSON, escapeUnit) : text;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
