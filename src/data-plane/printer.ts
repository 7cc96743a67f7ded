/** A line that a policy printed. */
export interface PrintedLine {
  readonly bundle: string;
  readonly text: string;
}

/** Lines of one worker within a second that go on to the log: a policy prints for people, and for every request. */
const MAX_LINES = 50;

/** Characters of a line; the rest is cut off. */
const MAX_LENGTH = 2000;

const SECOND = 1000;

/**
 * Hands lines of `print` and `trace` on, few enough and short enough for a log, and says once a second that it left some
 * out.
 *
 * @param now milliseconds
 */
export function createPrinter(post: (line: PrintedLine) => void, now: () => number) {
  let from = Number.NEGATIVE_INFINITY;
  let lines = 0;
  return (bundle: string, text: string): void => {
    const time = now();
    if (time - from >= SECOND) {
      from = time;
      lines = 0;
    }
    lines++;
    if (lines <= MAX_LINES) post({ bundle, text: text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text });
    else if (lines === MAX_LINES + 1)
      post({ bundle, text: `more than ${MAX_LINES} lines in a second: the rest is left out` });
  };
}
