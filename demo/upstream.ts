import { createServer, type Server } from 'node:http';

/** What the services behind the demo know. */
const DOCUMENTS: Readonly<Record<string, unknown>> = {
  '/api/v1/items': [
    { id: 1, name: 'lamp' },
    { id: 2, name: 'chair' },
  ],
  '/api/v1/items/1': { id: 1, name: 'lamp', price: 40 },
  '/api/v1/items/2': { id: 2, name: 'chair', price: 90 },
  '/api/v1/orders/1001': { id: 1001, owner: 'alice', items: [1] },
  '/api/v1/orders/1002': { id: 1002, owner: 'bob', items: [2] },
  '/api/v1/reports': { month: '2026-10', sold: 12 },
  '/public': { welcome: 'everybody' },
};

/** A small JSON service that trusts the gateway before it: it says who asked, by the header field that it got. */
export function createUpstream(): Server {
  return createServer((req, res) => {
    const path = (req.url ?? '/').split('?')[0]!;
    const document = req.method === 'DELETE' ? { deleted: path } : DOCUMENTS[path];
    req.resume();
    res.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json', 'x-powered-by': 'demo' });
    const asked = req.headers['x-regate-subject'] ?? 'anonymous';
    res.end(`${JSON.stringify({ asked_by: asked, roles: req.headers['x-roles'], document })}\n`);
  });
}
