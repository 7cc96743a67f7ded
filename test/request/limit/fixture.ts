import { GatewayError } from '../../../src/errors.ts';

export const NOW = 1_800_000_000_000;

/** The GatewayError that `run` throws. */
export function refusalOf(run: () => unknown): GatewayError {
  try {
    run();
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}
