import { withoutCredentials } from './credentials.ts';
import type { ShadowOpinion } from './exchange.ts';
import { jsonString } from './json.ts';
import { type CompiledMask, STRING_LIMIT, type Traces } from './mask.ts';
import { type ResultText, resultText } from './result.ts';

/**
 * JSON text of what another policy would have decided. Its result is masked as the one that counted; where that one asked
 * for masks of its own in the result, or for no result at all, the other one is left out, for its shape may be another.
 */
export function shadowText(
  { bundle, revision, result, error, flip }: ShadowOpinion,
  mask: CompiledMask,
  counted: ResultText,
  traces: Traces,
): string {
  let text = `{"bundle":${jsonString(bundle)},"revision":${jsonString(revision)}`;
  const own = resultText(mask, result);
  if (result !== undefined && (counted.meta || counted.masksResult)) {
    traces.erased.push('/shadow/result');
  } else {
    traces.masked.push(...own.traces.masked.map(inShadow));
    traces.erased.push(...own.traces.erased.map(inShadow));
    traces.truncated.push(...own.traces.truncated.map(inShadow));
    if (own.text !== undefined) text += `,"result":${own.text}`;
  }
  if (error !== undefined) {
    const message = withoutCredentials(error.message).slice(0, STRING_LIMIT);
    text += `,"error":{"code":${jsonString(error.code)},"message":${jsonString(message)}}`;
  }
  if (flip !== undefined) text += `,"flip":"${flip}"`;
  return `${text}}`;
}

function inShadow(pointer: string): string {
  return `/shadow${pointer}`;
}
