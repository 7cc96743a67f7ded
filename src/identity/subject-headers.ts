import type { Subject } from './subject.ts';

const known = new WeakMap<Subject, readonly string[]>();

/**
 * The verified identity as header fields for the upstream, flat, lower-case names: `x-regate-subject` (the id),
 * `x-regate-subject-kind`, `x-regate-issuer` and `x-regate-scopes` (space-separated). Clients cannot send these fields: they
 * are stripped on arrival. An anonymous request carries the kind only. Characters outside of visible ASCII are
 * percent-encoded.
 */
export function subjectHeaders(subject: Subject): readonly string[] {
  const kept = known.get(subject);
  if (kept) return kept;
  const fields = ['x-regate-subject-kind', subject.kind];
  if (subject.kind !== 'anonymous') {
    fields.push('x-regate-subject', encode(subject.id), 'x-regate-issuer', encode(subject.issuer));
    if (subject.scopes.length > 0) fields.push('x-regate-scopes', subject.scopes.map(encode).join(' '));
  }
  const headers = Object.freeze(fields);
  known.set(subject, headers);
  return headers;
}

function encode(value: string): string {
  return value.replace(/[^!-$&-~]/gu, (character) => encodeURIComponent(character.toWellFormed()));
}
