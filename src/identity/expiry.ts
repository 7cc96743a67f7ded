import type { Subject } from './subject.ts';

/** Beside the subject, not in it: a policy gets the claims as they are. */
const expiries = new WeakMap<Subject, number>();

/** Notes from when on the credential of a subject is no longer accepted, in Unix milliseconds. */
export function noteExpiry(subject: Subject, expiresAt: number): void {
  if (expiresAt !== Number.POSITIVE_INFINITY) expiries.set(subject, expiresAt);
}

/** Unix milliseconds from which the credential of a subject is no longer accepted; infinite where it does not expire. */
export function expiryOf(subject: Subject): number {
  return expiries.get(subject) ?? Number.POSITIVE_INFINITY;
}
