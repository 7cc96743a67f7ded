import type { Fault, Recorded } from './recorded.ts';

/**
 * deny_to_allow: denied before, allowed after; allow_to_deny: the other way; changed: allowed or denied as before, with
 * another limit, obligation, reason or fault.
 */
export type FlipKind = 'deny_to_allow' | 'allow_to_deny' | 'changed';

export const FLIP_KINDS: readonly FlipKind[] = ['deny_to_allow', 'allow_to_deny', 'changed'];

/** A decision that two policies take differently. */
export interface Flip {
  readonly kind: FlipKind;
  readonly recorded: Recorded;
  /** Decisions, or faults. */
  readonly before: unknown;
  readonly after: unknown;
}

/** How two decisions differ; undefined where they do not. A fault is a denial. */
export function flipOf(before: unknown, after: unknown): FlipKind | undefined {
  const [was, is] = [allows(before), allows(after)];
  if (was !== is) return is ? 'deny_to_allow' : 'allow_to_deny';
  // Most are the same to the letter, which is found out in a tenth of the time.
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
  return canonical(before) === canonical(after) ? undefined : 'changed';
}

/** Whether a value allows: as at a request, only `allow: true` does. */
export function allows(decision: unknown): boolean {
  return typeof decision === 'object' && decision !== null && (decision as { allow?: unknown }).allow === true;
}

/** Codes of the reasons that a decision gives, or that of its fault, in one text. */
export function reasonOf(decision: unknown): string {
  if (typeof decision !== 'object' || decision === null) return '';
  const { error } = decision as Partial<Fault>;
  if (error !== undefined) return error;
  const { reasons } = decision as { reasons?: unknown };
  const codes = Array.isArray(reasons) ? reasons.map((reason) => String(reason?.code)) : [];
  return codes.sort().join(', ');
}

/** JSON text that is equal for equal values. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member !== 'object' || member === null || Array.isArray(member) || JSON.isRawJSON(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
