import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { shows } from './expectation.ts';
import { type Block, blocksOf, PAGES } from './pages.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

/** Blocks that cannot be run; each says why. Count before you add one. */
const NOT_RUN = 6;

const blocks = PAGES.flatMap((page) => blocksOf(page));
const pages = PAGES.filter((page) => blocks.some((block) => block.page === page && isRun(block)));

/** A server goes on until the page is done. */
const SERVER = /^(npm start|regate (serve|dev)\b.*)$/;
/** What only looks may be repeated until a change that is under way has come to its end. */
const LOOKS = /^(curl|regate (status|decisions|explain|cover))\b/;
const LOOK_MS = 15_000;

// More at a time only wait for each other.
describe('every command in the docs does what its page says', { concurrency: availableParallelism() + 1 }, () => {
  for (const page of pages) test(page, () => follow(page));
});

test('what is not run is counted', () => {
  const marked = blocks.filter(({ notRun }) => notRun !== undefined);
  assert.equal(marked.length, NOT_RUN, marked.map(({ page, line, notRun }) => `${page}:${line} ${notRun}`).join('\n'));
});

test('a block of commands is marked as such', () => {
  const odd = blocks.filter(({ language, text }) => !known(language) || (language !== 'sh' && /^\$ /m.test(text)));
  assert.deepEqual(odd, []);
});

/** Does what a reader does: writes the files, types the commands, looks at what comes. */
async function follow(page: string): Promise<void> {
  const workplace = await openWorkplace();
  try {
    for (const block of blocksOf(page)) {
      const text = workplace.ported(block.text);
      if (block.file !== undefined) await workplace.write(block.file, text);
      else if (isRun(block)) await obey(block, text, workplace);
    }
  } finally {
    await workplace.close();
  }
}

async function obey(block: Block, commands: string, workplace: Workplace): Promise<void> {
  if (SERVER.test(commands.trim())) {
    const output = workplace.unported(await workplace.start(commands.trim()));
    if (block.prints !== undefined) expect(block, { status: 0, output: output.slice(output.search(/^ready /m)) });
    return;
  }
  const looks = commands
    .trim()
    .split('\n')
    .every((line) => LOOKS.test(line));
  for (const until = Date.now() + LOOK_MS; ; await sleep(200)) {
    const { status, output } = await workplace.run(commands);
    const outcome = { status, output: workplace.unported(output) };
    const asShown = block.prints === undefined || shows(block.prints, outcome.output);
    if (looks && !asShown && Date.now() < until) continue;
    expect(block, outcome);
    return;
  }
}

/** A command may fail only where the page shows what it then prints. */
function expect({ page, line, prints }: Block, { status, output }: { status: number | null; output: string }): void {
  const place = `${page}:${line}`;
  if (prints === undefined) assert.equal(status, 0, `${place} ended with ${status}:\n${output}`);
  else assert.ok(shows(prints, output), `${place} printed\n${output}\nand not\n${prints}`);
}

function isRun({ language, notRun }: Block): boolean {
  return language === 'sh' && notRun === undefined;
}

function known(language: string): boolean {
  return ['sh', 'text', 'rego', 'yaml', 'json', 'jsonl', ''].includes(language);
}
