import type { ClientRequest } from '../client.ts';
import { connectionOf } from '../connection.ts';

/** What a request that was refused before it had a canonical form looked like. */
export interface RequestOutline {
  readonly method: string;
  readonly host: string;
  /** Without the query, which may hold secrets. */
  readonly path: string;
  /** Address at the other end of the socket, whatever proxies say. */
  readonly clientAddress: string;
}

const LONGEST = 1024;

/** For the decision log only: the strings are the client's, cut but not checked. */
export function outlineOf(req: ClientRequest): RequestOutline {
  const [path = ''] = (req.url ?? '').split('?', 1);
  const host = req.headers.host ?? ('stream' in req ? req.headers[':authority'] : undefined);
  return {
    method: cut(req.method),
    host: cut(host),
    path: cut(path),
    clientAddress: connectionOf(req).client.address,
  };
}

function cut(text: string | undefined): string {
  return (text ?? '').slice(0, LONGEST);
}
