import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { unfinished } from './in-flight.ts';

/**
 * Serves a request for which Node gives away the socket: CONNECT, and a handshake. It is answered like any other, after
 * those before it, and the connection ends with the answer, unless that was an upgrade, which never finishes.
 *
 * @param early bytes behind a handshake, which a client should not have sent before its answer
 */
export function serveDetached(
  req: IncomingMessage,
  socket: Socket,
  serve: (req: IncomingMessage, res: ServerResponse) => void,
  early?: Buffer,
): void {
  const res = new ServerResponse(req);
  res.shouldKeepAlive = false;
  res.once('finish', () => socket.resume().destroySoon());
  // Node has taken its own listeners off.
  socket.on('error', () => socket.destroy());
  if (early) noticeLeaving(socket, res, early);
  const answer = () => {
    res.assignSocket(socket);
    serve(req, res);
  };
  const before = unfinished(socket);
  if (before) before.once('close', answer);
  else answer();
}

/** Reads while the handshake is being answered, for else nobody would learn that the client left; what comes is kept. */
function noticeLeaving(socket: Socket, res: ServerResponse, early: Buffer): void {
  const keep = (chunk: Buffer) => {
    if (res.headersSent) return;
    socket.pause();
    socket.unshift(chunk);
  };
  socket.once('end', () => res.headersSent || socket.destroy());
  if (early.length > 0) keep(early);
  else socket.once('data', keep);
}
