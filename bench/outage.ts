// What an outage costs: three endpoints under an open load, one killed, one slowed to 2 s, both restored.
//
//   node bench/outage.ts [--rate 2000] [--ejection 5]
//
// Prints a line a second, then what was lost. Ends with 1 where a GET failed or a POST was executed twice.
import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type CountingUpstream, startCounting } from '../test/gateway/counting-upstreams.ts';
import { ALLOW_ALL } from '../test/gateway/fixture.ts';
import { type Sample, startOpenLoad } from '../test/gateway/open-load.ts';
import { configuration, folderWith, serve } from '../test/gateway/process.ts';

const { values } = parseArgs({
  options: { rate: { type: 'string', default: '2000' }, ejection: { type: 'string', default: '5' } },
});
const rate = Number(values.rate);
const ejection = Number(values.ejection);

await using upstreams = await startCounting(3);
const [killed, slowed] = upstreams.list as [CountingUpstream, CountingUpstream, CountingUpstream];
const endpoints = upstreams.list.map(({ origin }) => origin);
const main = {
  endpoints,
  timeouts: { try: '500ms' },
  retry: { attempts: 3, on: ['connect', 'refused', 'reset', 'timeout', 502, 503, 504] },
  outlier: { consecutive: 5, ejection: `${ejection}s`, max_ejection: `${ejection}s`, max_ejected: '67%' },
};
const folder = await folderWith({
  'regate.yaml': configuration('', { upstreams: { main }, shutdown: { delay: '0s' } }),
  'policies/gateway.rego': ALLOW_ALL,
});
const gateway = await serve(folder);
// Slowly at first: whoever has to wait for code that is compiled only now would blame an endpoint for it.
for (const share of [0.1, 0.3, 1]) {
  const warmUp = startOpenLoad(gateway.url, { rate: rate * share, posts: 5, prefix: `warm-up-${share}-` });
  await pause(4000);
  await warmUp.stop();
}
await pause(ejection * 1000);

const load = startOpenLoad(gateway.url, { rate, posts: 5 });
const happened: { readonly at: number; readonly what: string }[] = [];
const at = async (second: number, what: string, act: () => unknown) => {
  await pause(second * 1000 - load.elapsed());
  happened.push({ at: load.elapsed(), what });
  await act();
};
await at(5, 'one killed', () => killed.kill());
await at(10, 'another one slowed to 2 s', () => slowed.slowDown(2000));
await at(15, 'the killed one restored', () => killed.start());
await at(20, 'the slow one restored', () => slowed.slowDown(0));
await pause(30_000 - load.elapsed());
const began = Date.now() - load.elapsed();
await load.stop();
gateway.child.kill('SIGTERM');
await gateway.exited;
for (const { time, message } of gateway
  .log()
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))) {
  const text = endpoints.reduce((shown, origin, index) => shown.replace(origin, `endpoint ${index + 1}`), message);
  if (text.startsWith('endpoint')) happened.push({ at: Date.parse(time) - began, what: text });
}
report(load.samples);
const executed = [...(await upstreams.executed()).values()];
const twice = executed.filter((times) => times > 1).length;
const lost = load.samples.filter(({ method, status }) => method === 'GET' && status !== 200).length;
console.log(
  `\n${load.samples.length} requests; GETs failed: ${lost}; POSTs executed twice: ${twice} of ${executed.length}`,
);
await rm(folder, { recursive: true });
process.exitCode = lost > 0 || twice > 0 ? 1 : 0;

function report(samples: readonly Sample[]): void {
  console.log('second  requests   p50 ms   p99 ms   GETs failed  POSTs failed  what happened');
  for (const [second, list] of Map.groupBy(samples, ({ due }) => Math.floor(due / 1000))) {
    const took = list.map((sample) => sample.took).sort((a, b) => a - b);
    const share = (part: number) => took[Math.floor((took.length - 1) * part)]!.toFixed(1).padStart(9);
    const failed = (wanted: string) => list.filter(({ method, status }) => method === wanted && status !== 200).length;
    const events = happened.filter((event) => Math.floor(event.at / 1000) === second).map(({ what }) => what);
    console.log(
      `${String(second).padStart(6)}${String(list.length).padStart(10)}${share(0.5)}${share(0.99)}` +
        `${String(failed('GET')).padStart(14)}${String(failed('POST')).padStart(14)}  ${events.join('; ')}`,
    );
  }
}
