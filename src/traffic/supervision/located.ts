import { type OwnListener, refusal } from '../../config/destination.ts';
import type { DnsEndpointConfig, GatewayConfig, UpstreamConfig } from '../../config/types.ts';
import type { Located } from './directory.ts';
import type { Resolution } from './discovery.ts';
import type { Target } from './look-up.ts';

/** SRV priorities are below this, so that they come after the decimal point of the configured one. */
const SRV_PRIORITIES = 100_000;

/**
 * The endpoints of an upstream, in the order of the configuration. Addresses that the gateway must not connect to are left
 * out, whoever puts them into DNS.
 */
export function locate(
  { endpoints }: Pick<UpstreamConfig, 'endpoints'>,
  resolve: (endpoint: DnsEndpointConfig) => Resolution,
  own: readonly OwnListener[],
): readonly Located[] {
  return endpoints.flatMap((endpoint) => {
    const { weight, priority } = endpoint;
    if (endpoint.kind === 'static') return { url: endpoint.url, weight, priority };
    return (resolve(endpoint).targets ?? [])
      .filter((target) => refused(target, own) === undefined)
      .map((target) => ({
        url: target.url,
        ...(endpoint.scheme === 'https' && { serverName: trustedName(endpoint.name) }),
        weight: weight * target.weight,
        priority: priority + target.priority / SRV_PRIORITIES,
      }));
  });
}

/** Why the gateway must not connect to what DNS names, in one sentence; undefined where it may. */
export function refused({ url }: Target, own: readonly OwnListener[]): string | undefined {
  const reason = refusal(new URL(url), own);
  return reason && `${url} ${reason}`;
}

/** Where this gateway itself can be reached. */
export function ownListeners({ listeners, admin }: Pick<GatewayConfig, 'listeners' | 'admin'>): readonly OwnListener[] {
  return [
    ...listeners.map(({ address, port }) => ({ name: 'a listener', address, port })),
    { name: 'the admin listener', address: admin.address, port: admin.port },
  ];
}

/**
 * What a certificate has to be for: the name that the configuration has, without the labels of a service. Never the target
 * of a SRV record: whoever can forge DNS could name a host for which he has a certificate (RFC 6125, section 6.2.1).
 */
function trustedName(name: string): string {
  return name.replace(/^(_[^.]+\.)+/, '');
}
