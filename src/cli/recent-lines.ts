import type { FoundDecisions } from '../audit/recent.ts';
import { type AdminOptions, connectAdmin } from './admin-client.ts';

/** Events that are asked of a running gateway. */
const NEWEST = 1000;

/** The newest events of a running gateway, as lines of its decision log. */
export async function recentLines(options: AdminOptions): Promise<string> {
  const admin = await connectAdmin(options);
  const { decisions } = await admin.get<FoundDecisions>(`/v1/decisions?limit=${NEWEST}`);
  return decisions.map((event) => JSON.stringify(event)).join('\n');
}
