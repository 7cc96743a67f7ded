import { GatewayError } from '../errors.ts';
import { parseTarget } from './target.ts';

/** One segment of a path pattern. */
export type PatternPart =
  | { readonly kind: 'literal'; readonly text: string }
  /** Any one segment; named where its value is a parameter. */
  | { readonly kind: 'one'; readonly name: string | undefined }
  /** Any number of segments, also none; only at the end. */
  | { readonly kind: 'rest' };

const NAMED = /^\{([A-Za-z_][A-Za-z0-9_]*)\}$/;
const MAX_BYTES = 1024;

/**
 * The parts of a path pattern: `/api/v1/items/**`, `/users/{id}/orders`, `/files/*`. Literals may hold escapes and are compared
 * decoded, as the segments of requests are. Throws GatewayError `config_invalid`.
 */
export function parsePattern(pattern: string): readonly PatternPart[] {
  if (pattern === '/') return [];
  if (!pattern.startsWith('/')) throw invalid(pattern, 'starts with a slash');
  if (pattern.endsWith('/')) throw invalid(pattern, 'ends without a slash: it matches a path with and without one');
  const texts = pattern.slice(1).split('/');
  const parts = texts.map((text) => parsePart(pattern, text));
  if (parts.slice(0, -1).some((part) => part.kind === 'rest')) throw invalid(pattern, 'has ** only at the end');
  const names = parts.flatMap((part) => (part.kind === 'one' && part.name !== undefined ? [part.name] : []));
  if (new Set(names).size < names.length) throw invalid(pattern, 'names each parameter once');
  return parts;
}

function parsePart(pattern: string, text: string): PatternPart {
  if (text === '**') return { kind: 'rest' };
  if (text === '*') return { kind: 'one', name: undefined };
  const name = NAMED.exec(text)?.[1];
  if (name !== undefined) return { kind: 'one', name };
  if (text.includes('*')) throw invalid(pattern, 'has * and ** only as whole segments');
  return { kind: 'literal', text: literal(pattern, text) };
}

/** A literal has to be a segment that a request could have. */
function literal(pattern: string, text: string): string {
  if (text === '' || text.includes('?')) throw invalid(pattern, 'has no empty segment and no query');
  try {
    return parseTarget(`/${text}`, { maxBytes: MAX_BYTES, encodedSlashes: true }).segments[0]!;
  } catch (cause) {
    throw invalid(pattern, 'is made of what a path may hold', cause);
  }
}

function invalid(pattern: string, rule: string, cause?: unknown): GatewayError {
  return new GatewayError('config_invalid', `"${pattern}" is no path pattern: one ${rule}`, { cause });
}
