import type { BalancerConfig } from '../../config/types.ts';
import type { Balancer, Candidate } from './candidate.ts';
import { hashing } from './hash.ts';
import { leastRequest } from './least-request.ts';
import { roundRobin } from './round-robin.ts';
import { weighted } from './weighted.ts';

/** Who gets a request, by the configured way. */
export function createBalancer<C extends Candidate>({ kind }: BalancerConfig): Balancer<C> {
  switch (kind) {
    case 'round_robin':
      return roundRobin();
    case 'least_request':
      return leastRequest();
    case 'weighted':
      return weighted();
    case 'hash':
      return hashing();
  }
}
