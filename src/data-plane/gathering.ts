import type { RunPhase } from '../bundle/activation.ts';
import type { Activate, Bundle } from '../bundle/lifecycle.ts';
import type { Steps } from '../bundle/status.ts';
import type { PreparedPolicy } from '../policy/prepared.ts';

/**
 * Several bundles that are to become active in one generation: each is admitted by itself, then all wait at the point where
 * a bundle would be activated, until one activation takes them all or none.
 */
export class Gathering {
  readonly #waiting = new Map<string, { readonly policy: PreparedPolicy; readonly steps: Steps }>();
  readonly #activation = Promise.withResolvers<void>();
  readonly #arrivals: readonly Promise<{ readonly error: unknown } | undefined>[];
  readonly #ends: readonly Promise<unknown>[];

  /** @param bring takes a bundle up to its activation, by the function that it is given, and beyond. */
  constructor(bundles: readonly Bundle[], bring: (bundle: Bundle, activate: Activate) => Promise<void>) {
    this.#activation.promise.catch(() => undefined);
    const started = bundles.map((bundle) => this.#start(bundle, bring));
    this.#arrivals = started.map(({ arrival }) => arrival);
    this.#ends = started.map(({ end }) => end);
  }

  /** Resolves when each bundle waits or has failed. */
  async gathered(): Promise<{
    policies: Record<string, PreparedPolicy>;
    failures: readonly { readonly error: unknown }[];
  }> {
    const failures = (await Promise.all(this.#arrivals)).filter((failure) => failure !== undefined);
    const policies = Object.fromEntries([...this.#waiting].map(([name, { policy }]) => [name, policy]));
    return { policies, failures };
  }

  /** Activates what waits; resolves when each bundle has come to its end. Throws what `activate` throws. */
  async conclude(activate: (run: RunPhase) => Promise<void>): Promise<void> {
    const run = [...this.#waiting.values()].reduce<RunPhase>(
      (inner, { steps }) =>
        (phase, task) =>
          steps.run(phase, () => inner(phase, task)),
      (_, task) => task(),
    );
    try {
      await activate(run);
      this.#activation.resolve();
    } catch (error) {
      this.#activation.reject(error);
      throw error;
    } finally {
      await Promise.allSettled(this.#ends);
    }
  }

  /** Lets what waits fail with `reason`. */
  abandon(reason: unknown): void {
    this.#activation.reject(reason);
  }

  #start(bundle: Bundle, bring: (bundle: Bundle, activate: Activate) => Promise<void>) {
    const arrival = Promise.withResolvers<{ readonly error: unknown } | undefined>();
    const end = bring(bundle, (policy, steps) => {
      this.#waiting.set(bundle.name, { policy, steps });
      arrival.resolve(undefined);
      return this.#activation.promise;
    });
    end.catch((error: unknown) => arrival.resolve({ error }));
    return { arrival: arrival.promise, end };
  }
}
