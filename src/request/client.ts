import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

/** A request as Node hands it over, in either protocol. */
export type ClientRequest = IncomingMessage | Http2ServerRequest;

/** Its answer. */
export type ClientResponse = ServerResponse | Http2ServerResponse;
