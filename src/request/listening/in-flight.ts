import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const LAST = Symbol('last response');

interface Tracked extends Socket {
  [LAST]?: ServerResponse;
}

/**
 * Remembers the newest response of an HTTP/1 connection; older ones are finished before it. False where the one before
 * was the connection's last: what its client sent after that request will never be answered, so it must not be served.
 */
export function noteResponse(socket: Socket, res: ServerResponse): boolean {
  const tracked: Tracked = socket;
  if (tracked[LAST]?.shouldKeepAlive === false) return false;
  tracked[LAST] = res;
  return true;
}

/** The newest response of the connection, where it is not finished. */
export function unfinished(socket: Socket): ServerResponse | undefined {
  const last = (socket as Tracked)[LAST];
  return last === undefined || last.writableFinished || last.destroyed ? undefined : last;
}
