import type { ConfigDocument } from '../contracts/config.ts';
import { type OwnListener, parseUrl, refusal } from './destination.ts';
import { type Path, type Problem, problemAt } from './path.ts';
import { amount } from './units.ts';

type UpstreamDocument = ConfigDocument['upstreams'][string];

/** That endpoints are addresses that the gateway may connect to, and that the numbers of an upstream fit together. */
export function checkUpstreams({ upstreams }: ConfigDocument, own: readonly OwnListener[]): Problem[] {
  return Object.entries(upstreams).flatMap(([name, upstream]) => {
    const path = ['upstreams', name];
    return [
      ...checkEndpoints(upstream, path, own),
      ...checkWeights(upstream, path),
      ...checkProtocol(upstream, path),
      ...checkProbe(upstream, path),
      ...checkOutlier(upstream, path),
    ];
  });
}

function checkEndpoints({ endpoints }: UpstreamDocument, path: Path, own: readonly OwnListener[]): Problem[] {
  const keys = endpoints.map((endpoint) => {
    if (typeof endpoint !== 'string' && endpoint.dns !== undefined) return endpoint.dns;
    return parseUrl(urlOf(endpoint) ?? '')?.origin;
  });
  return endpoints.flatMap((endpoint, index) => {
    const at = [...path, 'endpoints', index];
    const isName = typeof endpoint !== 'string' && endpoint.dns !== undefined;
    const text = urlOf(endpoint);
    if (isName ? text !== undefined : text === undefined) return [problemAt(at, 'has to have either `url` or `dns`')];
    const shown = `\`${isName ? endpoint.dns : text}\``;
    const url = isName ? undefined : parseUrl(String(text));
    if (!isName && !url) return [problemAt(at, `${shown} is not an origin such as http://10.0.0.1:8080`)];
    if (keys.indexOf(keys[index]) < index) return [problemAt(at, `${shown} stands in the list twice`)];
    const reason = url && refusal(url, own);
    return reason ? [problemAt(at, `${shown} ${reason}`)] : [];
  });
}

/** A weight that is written and has no effect would surprise. */
function checkWeights({ endpoints, balancer }: UpstreamDocument, path: Path): Problem[] {
  if (balancer !== 'round_robin') return [];
  return endpoints.flatMap((endpoint, index) => {
    if (typeof endpoint === 'string' || endpoint.weight === 1) return [];
    const message = 'has no effect with round_robin; write `balancer: weighted`';
    return [problemAt([...path, 'endpoints', index, 'weight'], message)];
  });
}

function checkProtocol({ endpoints, protocol }: UpstreamDocument, path: Path): Problem[] {
  if (protocol === 'http1') return [];
  return endpoints.flatMap((endpoint, index) => {
    const text = urlOf(endpoint) ?? (endpoint as { dns: string }).dns;
    const secure = /^(https|srv\+https):/.test(text);
    if (secure === (protocol === 'h2')) return [];
    const message = secure
      ? `\`${text}\` is reached by TLS, where the protocol is called h2`
      : `\`${text}\` is reached without TLS, where the protocol is called h2c`;
    return [problemAt([...path, 'endpoints', index], message)];
  });
}

function checkProbe({ probe }: UpstreamDocument, path: Path): Problem[] {
  if (probe === undefined) return [];
  const [first, last = first] = probe.status.split('-').map(Number);
  return last! < first! ? [problemAt([...path, 'probe', 'status'], 'ends before it begins')] : [];
}

function checkOutlier({ outlier }: UpstreamDocument, path: Path): Problem[] {
  if (typeof outlier === 'string' || amount(outlier.max_ejection) >= amount(outlier.ejection)) return [];
  return [problemAt([...path, 'outlier', 'max_ejection'], 'is less than `ejection`')];
}

function urlOf(endpoint: UpstreamDocument['endpoints'][number]): string | undefined {
  return typeof endpoint === 'string' ? endpoint : endpoint.url;
}
