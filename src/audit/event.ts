import { withoutCredentials } from './credentials.ts';
import type { Exchange, StageTimings } from './exchange.ts';
import { jsonString, jsonText } from './json.ts';
import { type CompiledMask, isClean, maskAt, maskInput, STRING_LIMIT, type Traces } from './mask.ts';
import { resultText } from './result.ts';
import { shadowText } from './shadow.ts';

/**
 * One line of the decision log (schemas/event.schema.json) without its line end. It is put together by hand, because the
 * parts are text already or kept from the event before: an object and JSON.stringify would cost several times as much.
 *
 * @param sequence counts the exchanges of this worker from 1.
 * @param labels JSON text of the labels.
 */
export function eventLine(exchange: Exchange, sequence: number, labels: string, mask: CompiledMask): string {
  const traces: Traces = { masked: [], erased: [], truncated: [] };
  const kept = resultText(mask, exchange.result);
  traces.masked.push(...kept.traces.masked);
  traces.truncated.push(...kept.traces.truncated);
  traces.erased.push(...kept.traces.erased);

  let line = `{"decision_id":${jsonString(exchange.decisionId)},"timestamp":"${timestamp(exchange.receivedAtMs)}","sequence":${sequence},"labels":${labels},"bundles":${bundlesText(exchange)}`;
  if (exchange.entrypoint !== '') line += `,"path":${jsonString(exchange.entrypoint)}`;
  const input = inputText(exchange, mask, kept.inputPatterns, kept.meta, traces);
  if (input !== undefined) line += `,"input":${input}${mask.readsText}`;
  if (kept.text !== undefined) line += `,"result":${kept.text}`;
  if (exchange.ndBuiltins !== undefined) line += `,"nd_builtin_cache":${jsonText(exchange.ndBuiltins)}`;
  if (exchange.error !== undefined) {
    const { code, message } = exchange.error;
    line += `,"error":{"code":${jsonString(code)},"message":${field(message, '/error/message', traces)}}`;
  }
  if (exchange.shadow !== undefined) line += `,"shadow":${shadowText(exchange.shadow, mask, kept, traces)}`;
  if (exchange.clientAddress !== '') line += `,"requested_by":${jsonString(exchange.clientAddress)}`;
  if (exchange.subject !== undefined) line += `,"subject":${subjectText(exchange.subject)}`;
  line += `,"metrics":${metricsText(exchange.timings)},"http":${httpText(exchange, traces)}`;
  line += traceText('masked', traces.masked) + traceText('erased', traces.erased);
  line += `${traceText('truncated', traces.truncated)}}`;
  return kept.restPatterns.length === 0 ? line : maskRest(line, mask, kept.restPatterns, traces.masked);
}

function inputText(
  exchange: Exchange,
  mask: CompiledMask,
  patterns: CompiledMask['input'],
  meta: boolean,
  traces: Traces,
): string | undefined {
  const { input } = exchange;
  if (input === '') return undefined;
  if (meta) {
    traces.erased.push('/input');
    return undefined;
  }
  return patterns.length === 0 && isClean(mask, input) ? input : maskInput(mask, patterns, input, traces);
}

function httpText(exchange: Exchange, traces: Traces): string {
  let text = `{"request_id":${jsonString(exchange.requestId)},"method":${jsonString(exchange.method)}`;
  text += `,"host":${field(exchange.host, '/http/host', traces)},"path":${field(exchange.path, '/http/path', traces)}`;
  text += `,"status":${exchange.status}`;
  if (exchange.route !== '') text += `,"route":${jsonString(exchange.route)}`;
  if (exchange.upstream !== '') text += `,"upstream":${jsonString(exchange.upstream)}`;
  if (exchange.endpoint !== '') text += `,"endpoint":${jsonString(exchange.endpoint)}`;
  return `${text},"attempts":${exchange.attempts},"bytes_in":${exchange.bytesIn},"bytes_out":${exchange.bytesOut},"outcome":"${exchange.outcome}"}`;
}

/** A text that the client chose: without tokens, and of bounded length. */
function field(value: string, pointer: string, traces: Traces): string {
  let text = withoutCredentials(value);
  if (text !== value) traces.masked.push(pointer);
  if (text.length > STRING_LIMIT) {
    traces.truncated.push(pointer);
    text = text.slice(0, STRING_LIMIT);
  }
  return jsonString(text);
}

function traceText(member: string, pointers: readonly string[]): string {
  return pointers.length === 0 ? '' : `,"${member}":${jsonText(pointers)}`;
}

/** Masks outside of input and result are rare, and are worth no code of their own: the line is taken apart again. */
function maskRest(line: string, { pseudonym }: CompiledMask, patterns: CompiledMask['rest'], masked: string[]): string {
  const event = JSON.parse(line);
  for (const pattern of patterns) maskAt(event, pattern, pseudonym, masked, 'strings');
  if (masked.length > 0) event.masked = masked;
  return jsonText(event)!;
}

let second = Number.NaN;
let secondText = '';

/** RFC 3339 with microseconds. The text of the second is kept: thousands of events share it. */
function timestamp(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds !== second) {
    second = seconds;
    secondText = new Date(seconds * 1000).toISOString().slice(0, 20);
  }
  const micros = Math.floor((ms - seconds * 1000) * 1000);
  return `${secondText}${String(1_000_000 + micros).slice(1)}Z`;
}

const bundleTexts = new Map<string, { revision: string; text: string }>();

function bundlesText({ bundle, revision }: Exchange): string {
  if (bundle === '') return '{}';
  let kept = bundleTexts.get(bundle);
  if (kept?.revision !== revision) {
    kept = { revision, text: `{${jsonString(bundle)}:{"revision":${jsonString(revision)}}}` };
    bundleTexts.set(bundle, kept);
  }
  return kept.text;
}

const subjectTexts = new WeakMap<object, string>();

function subjectText(subject: NonNullable<Exchange['subject']>): string {
  let text = subjectTexts.get(subject);
  if (text === undefined) {
    const id = withoutCredentials(subject.id).slice(0, STRING_LIMIT);
    text = `{"kind":${jsonString(subject.kind)},"id":${jsonString(id)},"issuer":${jsonString(subject.issuer)}}`;
    subjectTexts.set(subject, text);
  }
  return text;
}

// OPA's names where OPA has one: the handler as a whole and the evaluation.
const TIMERS: readonly (readonly [keyof StageTimings, string])[] = [
  ['total', 'timer_server_handler_ns'],
  ['decide', 'timer_rego_query_eval_ns'],
  ['receive', 'timer_regate_receive_ns'],
  ['authenticate', 'timer_regate_authenticate_ns'],
  ['body', 'timer_regate_body_ns'],
  ['limit', 'timer_regate_limit_ns'],
  ['throttle', 'timer_regate_throttle_ns'],
  ['upstream', 'timer_regate_upstream_ns'],
];

function metricsText(timings: StageTimings): string {
  let text = '';
  for (const [stage, timer] of TIMERS) {
    const ms = timings[stage];
    // Whole microseconds, for a small integer becomes text faster than a large one.
    const micros = Math.round(ms * 1000);
    if (ms >= 0) text += `${text === '' ? '' : ','}"${timer}":${micros === 0 ? 0 : `${micros}000`}`;
  }
  return `{${text}}`;
}
