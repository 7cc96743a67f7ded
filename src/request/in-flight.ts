import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const LAST = Symbol('last response');

interface Tracked extends Socket {
  [LAST]?: ServerResponse;
}

/** Remembers the newest response of an HTTP/1 connection; older ones are finished before it. */
export function noteResponse(socket: Socket, res: ServerResponse): void {
  (socket as Tracked)[LAST] = res;
}

/** The newest response of the connection, where it is not finished. */
export function unfinished(socket: Socket): ServerResponse | undefined {
  const last = (socket as Tracked)[LAST];
  return last === undefined || last.writableFinished || last.destroyed ? undefined : last;
}
