import { type Exchange, openExchange } from '../audit/exchange.ts';
import type { Decision } from '../contracts/decision.ts';
import { GatewayError, toGatewayError } from '../errors.ts';
import { subjectHeaders } from '../identity/subject-headers.ts';
import type { ThrottleClient } from '../limits/throttle-client.ts';
import { askAfterwards } from './afterwards.ts';
import { bodyUnread, readBody } from './body.ts';
import type { ClientRequest, ClientResponse } from './client.ts';
import { decide, denial, type Question } from './decide.ts';
import { enforce } from './enforce.ts';
import { forward } from './forward.ts';
import { balanceHash } from './forwarding/balance-hash.ts';
import { requireFresh } from './generation/freshness.ts';
import type { Generation } from './generation/generation.ts';
import type { RoutePlan } from './generation/plan.ts';
import { limit } from './limit.ts';
import { receive } from './receive.ts';
import type { Recorder } from './record.ts';
import { outcomeOf, outcomeOfAnswer } from './recording/outcome.ts';
import { outlineOf } from './recording/outline.ts';
import { Stopwatch } from './recording/stopwatch.ts';
import { refuse } from './refuse.ts';
import { isGone } from './respond.ts';
import type { Streams } from './streams.ts';
import { type Leave, throttle } from './throttle.ts';
import { admitUpgrade } from './upgrade.ts';

/** What the requests of a worker share. */
export interface DataPlane {
  /** The value that answers new requests; undefined until the first commit. */
  generation: Generation | undefined;
  /** Resolves with the first generation. */
  readonly first: Promise<Generation>;
  readonly recorder: Recorder;
  readonly streams: Streams;
  readonly throttles: ThrottleClient;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Milliseconds of a clock that all threads share and that is never set. */
  readonly ticks: () => number;
  readonly newId: () => string;
  /** 0 to 1. */
  readonly random: () => number;
}

/**
 * One exchange from its arrival to its record, stage by stage (docs/architecture.md). It takes the generation once and
 * keeps it. What a stage throws becomes a problem; nothing but `forward` lets a request pass. Never rejects.
 */
export async function handle(plane: DataPlane, req: ClientRequest, res: ClientResponse): Promise<void> {
  const generation = plane.generation ?? (await plane.first);
  const exchange = openExchange(plane.newId(), plane.now());
  const arrived = plane.ticks();
  const { timings } = exchange;
  const watch = new Stopwatch();
  let plan: RoutePlan | undefined;
  let question: Question | undefined;
  let decision: Decision | undefined;
  let entered = false;
  let leave: Leave | undefined;
  try {
    const request = receive(req, generation.receiving);
    exchange.requestId = request.id;
    exchange.clientAddress = request.client.address;
    exchange.method = request.method;
    exchange.host = request.host;
    exchange.path = request.path;
    timings.receive = watch.lap();

    generation.shedder.enter(request.client.address, arrived);
    entered = true;

    const match = generation.routes.match(request);
    const { route } = match;
    plan = generation.plans.get(route.id)!;
    exchange.route = route.id;
    if (request.upgrade !== undefined) admitUpgrade(req, route);

    const authenticating = generation.authenticator.authenticate(request, route);
    const { subject, credentialHeader } = authenticating instanceof Promise ? await authenticating : authenticating;
    exchange.subject = subject;
    timings.authenticate = watch.lap();

    const { entrypoint, recordsAll, freshness } = plan;
    if (entrypoint === undefined) throw noPolicy(route.bundle);
    if (freshness) requireFresh(freshness, arrived);
    exchange.bundle = route.bundle;
    exchange.revision = plan.revision;
    exchange.entrypoint = entrypoint.name;
    exchange.reads = entrypoint.reads;

    const body = plan.readsBody
      ? await readBody(req, res, request, route.body.limit, generation.pace)
      : bodyUnread(request);
    if (plan.readsBody) timings.body = watch.lap();

    question = { request, match, subject, body };
    const made = decide(entrypoint, question, exchange, recordsAll);
    decision = made;
    plan.tally[made.allow ? 'allowed' : 'denied']++;
    timings.decide = watch.lap();
    if (!made.allow) throw denial(made, route);

    const { headers } = limit(generation.limits, made.limits, arrived);
    timings.limit = watch.lap();

    const { requestEdits, responseEdits, upstream: chosen, key } = enforce(made, generation.upstreams);
    const upstream = chosen === undefined ? plan.upstream : generation.upstreams.get(chosen)!;
    exchange.upstream = upstream.name;

    if (route.throttle !== undefined || upstream.config.throttle !== undefined) {
      const sender = { subject, address: request.client.address };
      leave = await throttle(plane.throttles, res, route, upstream.config, sender);
      timings.throttle = watch.lap();
    }

    const result = await forward(req, res, {
      request,
      route,
      upstream,
      body,
      pace: generation.pace,
      mirror: plan.mirror && plane.random() < plan.mirror.share ? plan.mirror.upstream : undefined,
      hash: balanceHash(upstream, request, subject, key),
      requestEdits,
      responseEdits,
      extraResponseHeaders: headers,
      identity: subjectHeaders(subject),
      question,
      generation: generation.number,
      streams: plane.streams,
      strip: route.credentials === 'strip' ? credentialHeader : undefined,
    });
    exchange.status = result.status;
    exchange.endpoint = result.endpoint;
    exchange.attempts = result.attempts;
    exchange.bytesIn = result.bytesIn;
    exchange.bytesOut = result.bytesOut;
    exchange.outcome = outcomeOfAnswer(result);
    exchange.error = result.ended && { code: result.ended.code, message: result.ended.message };
    timings.upstream = watch.lap();
  } catch (thrown) {
    conclude(toGatewayError(thrown), exchange, decision, req, res);
  }
  leave?.();
  if (entered) generation.shedder.leave();
  timings.total = watch.total();
  const more = plan && question && askAfterwards({ plan, question, decision, exchange }, plane);
  if (more) await more;
  plane.recorder.record(exchange);
}

/** Answers with the problem and notes what became of the exchange. */
function conclude(
  error: GatewayError,
  exchange: Exchange,
  decision: Decision | undefined,
  req: ClientRequest,
  res: ClientResponse,
): void {
  const gone = isGone(res);
  if (exchange.method === '') Object.assign(exchange, outlineOf(req));
  const reasons = decision?.reasons?.filter((reason) => reason.public === true) ?? [];
  const sent = refuse(req, res, error, {
    ...(exchange.requestId !== '' && { requestId: exchange.requestId }),
    ...(exchange.entrypoint !== '' && { decisionId: exchange.decisionId }),
    reasons: reasons.map(({ code, message }) => ({ code, ...(message !== undefined && { message }) })),
  });
  exchange.error = { code: error.code, message: error.message };
  exchange.outcome = gone ? 'aborted' : outcomeOf(error);
  exchange.status = sent === undefined ? 0 : error.status;
  exchange.bytesOut = sent ?? 0;
}

function noPolicy(bundle: string): GatewayError {
  return new GatewayError('policy_unavailable', `no revision of bundle ${bundle} is active; see the bundle's status`, {
    headers: { 'retry-after': '1' },
  });
}
