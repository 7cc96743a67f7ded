import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import type { TestContext } from 'node:test';

const TYPES = { A: 1, AAAA: 28, SRV: 33 } as const;
const RESULTS = { servfail: 2, nxdomain: 3, refused: 5 } as const;

type Type = keyof typeof TYPES;
type Key = `${Type} ${string}`;

/** `10.0.0.1`, `::1`, or of a SRV record `priority weight port target`. */
type Record = { readonly ttl: number; readonly data: string };

export interface TestDns {
  readonly resolver: Resolver;
  /** By type and name, as `A items.test`. A name that has no entry does not exist. `silence`: no answer comes. */
  readonly zone: Map<Key, readonly Record[] | keyof typeof RESULTS | 'silence'>;
  /** Questions that came, as `A items.test`. */
  readonly asked: string[];
}

/** A DNS server that speaks just enough of RFC 1035, and a resolver that asks it; it ends with the test. */
export async function startDns(t: TestContext, zone: { [key in Key]?: readonly Record[] } = {}): Promise<TestDns> {
  const socket = createSocket('udp4');
  const dns: TestDns = {
    resolver: new Resolver({ timeout: 100, tries: 1 }),
    zone: new Map(Object.entries(zone) as [Key, readonly Record[]][]),
    asked: [],
  };
  socket.on('message', (message, { port, address }) => {
    const { name, type, end } = question(message);
    dns.asked.push(`${type} ${name}`);
    const exists = [...dns.zone.keys()].some((key) => key.endsWith(` ${name}`));
    const found = dns.zone.get(`${type} ${name}`) ?? (exists ? [] : 'nxdomain');
    if (found === 'silence') return;
    const records = typeof found === 'string' ? [] : found;
    const head = Buffer.alloc(12);
    message.copy(head, 0, 0, 2);
    head.writeUInt16BE(0x8180 | (typeof found === 'string' ? RESULTS[found] : 0), 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(records.length, 6);
    const answers = records.map((record) => answer(type, record));
    socket.send(Buffer.concat([head, message.subarray(12, end), ...answers]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  t.after(() => socket.close());
  dns.resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  return dns;
}

function question(message: Buffer): { name: string; type: Type; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let size = message[at]!; size > 0; size = message[at]!) {
    labels.push(message.toString('latin1', at + 1, at + 1 + size));
    at += 1 + size;
  }
  const code = message.readUInt16BE(at + 1);
  const [type] = Object.entries(TYPES).find(([, number]) => number === code) as [Type, number];
  return { name: labels.join('.').toLowerCase(), type, end: at + 5 };
}

function answer(type: Type, { ttl, data }: Record): Buffer {
  const bytes = encode(type, data);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(TYPES[type], 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(ttl, 6);
  head.writeUInt16BE(bytes.length, 10);
  return Buffer.concat([head, bytes]);
}

function encode(type: Type, data: string): Buffer {
  if (type === 'A') return Buffer.from(data.split('.').map(Number));
  if (type === 'AAAA') return encodeIPv6(data);
  const [priority, weight, port, target] = data.split(' ') as [string, string, string, string];
  const numbers = Buffer.alloc(6);
  for (const [index, number] of [priority, weight, port].entries()) numbers.writeUInt16BE(Number(number), index * 2);
  const labels = target === '.' ? [] : target.split('.');
  const name = labels.flatMap((label) => [label.length, ...Buffer.from(label)]);
  return Buffer.concat([numbers, Buffer.from([...name, 0])]);
}

function encodeIPv6(text: string): Buffer {
  if (!isIPv6(text)) throw new Error(`not an address: ${text}`);
  const [front = '', back = ''] = text.split('::');
  const words = (part: string) => (part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16)));
  const zeros = new Array(8 - words(front).length - words(back).length).fill(0);
  const all = [...words(front), ...zeros, ...words(back)];
  return Buffer.from(all.flatMap((word) => [word >> 8, word & 0xff]));
}
