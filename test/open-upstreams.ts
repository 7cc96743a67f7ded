import type { UpstreamConfig } from '../src/config/types.ts';
import { Board } from '../src/traffic/board.ts';
import type { Members } from '../src/traffic/supervision/members.ts';
import { Upstreams } from '../src/traffic/upstreams.ts';

export interface OpenOptions {
  readonly now?: () => number;
  readonly previous?: Upstreams | undefined;
  readonly board?: Board;
}

/** The upstreams as a worker has them, with all endpoints known. Each endpoint has the row that its origin asks for. */
export function openUpstreams(
  upstreams: Readonly<Record<string, UpstreamConfig>>,
  { now = Date.now, previous, board = new Board(Board.allocate()) }: OpenOptions = {},
): Upstreams {
  const options = { members: membersOf(upstreams), board, column: 0, now, ticks: now, random: () => 0, previous };
  return Upstreams.create({ upstreams, workers: 1 }, options);
}

/** The static endpoints of a configuration. */
export function membersOf(upstreams: Readonly<Record<string, UpstreamConfig>>): Members {
  let slot = 0;
  return Object.fromEntries(
    Object.entries(upstreams).map(([name, { endpoints }], row) => [
      name,
      {
        row,
        version: 1,
        members: endpoints.flatMap((endpoint) =>
          endpoint.kind === 'static'
            ? [{ slot: slot++, url: endpoint.url, weight: endpoint.weight, priority: endpoint.priority }]
            : [],
        ),
      },
    ]),
  );
}
