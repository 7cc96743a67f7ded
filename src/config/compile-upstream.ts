import type { ConfigDocument } from '../contracts/config.ts';
import { parseUrl } from './destination.ts';
import type {
  BalancerConfig,
  EndpointConfig,
  OutlierConfig,
  ProbeConfig,
  RetryConfig,
  ThrottleConfig,
  UpstreamConfig,
} from './types.ts';
import { amount, share } from './units.ts';

type UpstreamDocument = ConfigDocument['upstreams'][string];

/** An upstream as the gateway uses it. @param path makes a path absolute. */
export function compileUpstream(
  name: string,
  upstream: UpstreamDocument,
  path: (text: string) => string,
): UpstreamConfig {
  const { probe, outlier, retry, hedge, breaker, throttle, timeouts, tls } = upstream;
  return {
    name,
    endpoints: upstream.endpoints.map(compileEndpoint),
    balancer: compileBalancer(upstream.balancer),
    slowStart: amount(upstream.slow_start),
    panic: share(upstream.panic),
    ...(probe && { probe: compileProbe(probe) }),
    ...(typeof outlier !== 'string' && { outlier: compileOutlier(outlier) }),
    retry: compileRetry(retry),
    ...(hedge && { hedge: { after: amount(hedge.after) } }),
    breaker: { ...breaker },
    ...(throttle && { throttle: compileThrottle(throttle) }),
    timeouts: {
      connect: amount(timeouts.connect),
      headers: amount(timeouts.headers),
      idle: amount(timeouts.idle),
      ...(timeouts.try !== undefined && { try: amount(timeouts.try) }),
    },
    protocol: upstream.protocol,
    ...(tls && { tls: tls.ca === undefined ? {} : { ca: path(tls.ca) } }),
  };
}

export function compileThrottle({
  concurrency,
  queue,
  wait,
  per,
}: NonNullable<UpstreamDocument['throttle']>): ThrottleConfig {
  return { concurrency, queue, wait: amount(wait), ...(per && { per }) };
}

function compileEndpoint(endpoint: UpstreamDocument['endpoints'][number]): EndpointConfig {
  if (typeof endpoint === 'string') return compileEndpoint({ url: endpoint, weight: 1, priority: 0 });
  const { url, dns, weight, priority } = endpoint;
  if (dns === undefined) {
    return { kind: 'static', url: parseUrl(String(url))?.origin ?? String(url), weight, priority };
  }
  const [, scheme, name, port] = /^(.*):\/\/([^:]+):?(.*)$/.exec(dns)!;
  const secure = scheme === 'https' || scheme === 'srv+https';
  return {
    kind: 'dns',
    scheme: secure ? 'https' : 'http',
    name: name!,
    ...(!scheme!.startsWith('srv') && { port: Number(port) || (secure ? 443 : 80) }),
    weight,
    priority,
  };
}

function compileBalancer(balancer: UpstreamDocument['balancer']): BalancerConfig {
  if (typeof balancer === 'string') return { kind: balancer as 'round_robin' | 'least_request' | 'weighted' };
  const { header, cookie, by } = balancer.hash;
  if (header !== undefined) return { kind: 'hash', by: { header: header.toLowerCase() } };
  return { kind: 'hash', by: cookie === undefined ? by! : { cookie } };
}

function compileProbe(probe: NonNullable<UpstreamDocument['probe']>): ProbeConfig {
  const [first, last = first] = probe.status.split('-').map(Number);
  return {
    kind: probe.path === undefined ? 'tcp' : 'http',
    path: probe.path ?? '/',
    ...(probe.host !== undefined && { host: probe.host }),
    status: [first!, last!],
    interval: amount(probe.interval),
    timeout: amount(probe.timeout),
    rise: probe.rise,
    fall: probe.fall,
  };
}

function compileOutlier(outlier: Exclude<UpstreamDocument['outlier'], string>): OutlierConfig {
  return {
    consecutive: outlier.consecutive,
    ejection: amount(outlier.ejection),
    maxEjection: amount(outlier.max_ejection),
    maxEjected: share(outlier.max_ejected),
    deviation: outlier.deviation,
  };
}

function compileRetry({ attempts, budget, on }: UpstreamDocument['retry']): RetryConfig {
  return { attempts, budget: share(budget), on };
}
