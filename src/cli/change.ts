import type { BundleStatus } from '../bundle/status.ts';
import { type AdminOptions, connectAdmin } from './admin-client.ts';
import { print, printJson, withProgress } from './output.ts';
import { plain } from './table.ts';

export interface ChangeOptions extends AdminOptions {
  readonly json?: true;
}

/** A change of what answers, as the admin interface is asked for it. */
export interface Change {
  /** Last segment of its path. */
  readonly action: 'activate' | 'approve' | 'rollback';
  /** Said while it is under way. */
  readonly title: string;
  readonly body?: object;
}

/** Asks for a change of a bundle, and says what answers after it. */
export async function change(
  bundle: string,
  { action, title, body }: Change,
  { json, ...options }: ChangeOptions,
): Promise<void> {
  const admin = await connectAdmin(options);
  const asked = admin.post<BundleStatus>(`/v1/bundles/${encodeURIComponent(bundle)}/${action}`, body);
  const status = await withProgress(title, asked);
  if (json) printJson(status);
  else print(plain(`${bundle}: revision ${status.active} answers; before it was ${status.previous ?? 'none'}`));
}
