import { GatewayError, toGatewayError } from '../errors.ts';
import { type Exchange, openExchange } from '../audit/exchange.ts';
import type { Decision } from '../contracts/decision.ts';
import { subjectHeaders } from '../identity/subject-headers.ts';
import { bodyUnread, readBody } from './body.ts';
import { decide } from './decide.ts';
import { enforce } from './enforce.ts';
import { forward } from './forward.ts';
import type { Generation } from './generation.ts';
import { limit } from './limit.ts';
import type { Request, Response } from './listener.ts';
import { outcomeOf } from './outcome.ts';
import { type CanonicalRequest, receive } from './receive.ts';
import type { Recorder } from './record.ts';
import { refuse } from './refuse.ts';
import { Stopwatch } from './stopwatch.ts';

/** What a worker's requests share. */
export interface DataPlane {
  /** The value that answers new requests; undefined until the first commit. */
  generation: Generation | undefined;
  /** Resolves with the first generation. */
  readonly first: Promise<Generation>;
  readonly recorder: Recorder;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly newId: () => string;
}

/**
 * One exchange from its first byte to its record, stage by stage (docs/architecture.md). It takes the generation once and
 * keeps it. Whatever a stage throws becomes a problem; nothing but `forward` lets a request pass. Never rejects.
 */
export async function handle(plane: DataPlane, req: Request, res: Response): Promise<void> {
  const generation = plane.generation ?? (await plane.first);
  const { config, shedder } = generation;
  const exchange = openExchange(plane.newId(), plane.now());
  const { timings } = exchange;
  const watch = new Stopwatch();
  let request: CanonicalRequest | undefined;
  let decision: Decision | undefined;
  let entered = false;
  try {
    request = receive(req, generation.receiving);
    exchange.requestId = request.id;
    exchange.method = request.method;
    exchange.host = request.host;
    exchange.path = request.path;
    timings.receive = watch.lap();

    shedder.enter(request.client.address, exchange.receivedAtMs);
    entered = true;

    const match = generation.routes.match(request);
    const { route } = match;
    const plan = generation.plans.get(route.id)!;
    exchange.route = route.id;

    const authenticating = generation.authenticator.authenticate(request, route);
    const { subject, credentialHeader } = authenticating instanceof Promise ? await authenticating : authenticating;
    exchange.subject = subject;
    timings.authenticate = watch.lap();

    if (plan.entrypoint === undefined) throw noPolicy(route.bundle);
    const body = plan.readsBody ? await readBody(req, res, request, route.body.limit) : bodyUnread(request);
    if (plan.readsBody) timings.body = watch.lap();

    exchange.bundle = route.bundle;
    exchange.revision = plan.revision;
    exchange.entrypoint = plan.entrypoint.name;
    exchange.reads = plan.entrypoint.reads;
    const decided = decide(plan.entrypoint, { request, match, subject, body }, exchange);
    decision = decided.decision;
    timings.decide = watch.lap();
    if (!decision.allow) throw new GatewayError('denied', `route ${route.id}: the policy denied the request`);

    const granted = limit(generation.limits, decision.limits, exchange.receivedAtMs);
    timings.limit = watch.lap();

    const enforcement = enforce(decision, generation.upstreams);
    const upstream = enforcement.upstream === undefined ? plan.upstream : generation.upstreams.get(enforcement.upstream)!;
    exchange.upstream = upstream.name;

    const forwarded = await forward(req, res, {
      request,
      route,
      upstream,
      body,
      requestEdits: enforcement.requestEdits,
      responseEdits: enforcement.responseEdits,
      extraResponseHeaders: granted.headers,
      identity: subjectHeaders(subject),
      strip: route.credentials === 'strip' ? credentialHeader : undefined,
    });
    exchange.status = forwarded.status;
    exchange.endpoint = forwarded.endpoint;
    exchange.attempts = forwarded.attempts;
    exchange.bytesIn = forwarded.bytesIn;
    exchange.bytesOut = forwarded.bytesOut;
    exchange.outcome = forwarded.aborted === undefined ? 'allowed' : forwarded.aborted === 'client' ? 'aborted' : 'failed';
    timings.upstream = watch.lap();
  } catch (thrown) {
    answer(toGatewayError(thrown), exchange, req, res, decision);
  }
  if (entered) shedder.leave();
  timings.total = watch.total();
  plane.recorder.record(exchange);
}
