// An upstream as a process of its own: counting-upstream.ts PORT FILE. It writes the id of each POST that it executes as a line
// to FILE, before it answers. A number on its standard input is the milliseconds that answers take from then on.
import { openSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

const [port, file = ''] = process.argv.slice(2);
const log = openSync(file, 'a');
let delay = 0;

createInterface({ input: process.stdin }).on('line', (line) => {
  delay = Number(line);
});

createServer((req, res) => {
  // Written at once: what is killed afterwards has executed it nevertheless.
  if (req.method === 'POST') writeSync(log, `${req.headers['x-id']}\n`);
  req.resume();
  if (delay === 0) res.end('ok');
  else setTimeout(() => res.end('ok'), delay);
}).listen(Number(port), '127.0.0.1', () => process.stdout.write('listening\n'));
