/** What a property (`\pL`) costs in one place: some hundred ranges. */
const PROPERTY = 100;

/** What reading one character of the pattern costs. */
const READING = 4;

/** Code points of a range that are folded for the price of one instruction. */
const FOLDED = 16;

/** The last code point that has another case, about. */
const LAST_CASED = 0x1_ffff;

/** The parser does not take larger ones. */
const MAX_COUNT = 1000;

/** Whether some part of the pattern ignores case. */
const IGNORES_CASE = /\(\?[a-zA-Z]*i/;

/** Behind the parenthesis. */
const FLAGS = /\?[a-zA-Z-]+\)/y;

const COUNT = /\{([0-9]+)(?:,([0-9]*))?\}/y;

/**
 * What compiling this pattern would cost at most, without compiling it: in instructions of the program, of which a
 * thousand take two milliseconds and a hundred kilobytes, about. `(?:a{30}){30}` is short and costs a thousand.
 *
 * It follows the parser of RE2 only as far as it must to see each count and what it repeats. For a pattern that this
 * parser refuses the value means nothing.
 */
export function costOf(pattern: string): number {
  return pattern.length * READING + new Scanner(pattern).cost();
}

class Scanner {
  readonly #pattern: string;
  readonly #folds: boolean;
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
    this.#folds = IGNORES_CASE.test(pattern);
  }

  cost(): number {
    const outer: number[] = [];
    let sum = 0;
    /** Of what a count would repeat. */
    let last = 0;
    while (this.#at < this.#pattern.length) {
      const times = this.#count();
      if (times > 0) {
        sum += last * times + times;
        last += last * times + times;
        continue;
      }
      const character = this.#pattern[this.#at++];
      if (character === '(' && this.#flags()) continue;
      if (character === '(') {
        outer.push(sum);
        [sum, last] = [2, 0];
      } else if (character === ')') {
        last = sum;
        sum += outer.pop() ?? 0;
      } else {
        const cost = this.#term(character);
        // `*` belongs to what it repeats, and `\Q\E` is nothing that could be repeated.
        if (character === '*' || character === '+' || character === '?') last++;
        else if (cost > 0) last = cost;
        sum += cost;
      }
    }
    return sum;
  }

  /** Goes beyond `(?i)` and the like: a count behind it is for what was before it. */
  #flags(): boolean {
    FLAGS.lastIndex = this.#at;
    const [flags] = FLAGS.exec(this.#pattern) ?? [''];
    this.#at += flags.length;
    return flags !== '';
  }

  /** A count that begins here, and zero where none does. */
  #count(): number {
    COUNT.lastIndex = this.#at;
    const [whole, least, most] = COUNT.exec(this.#pattern) ?? [];
    if (whole === undefined) return 0;
    this.#at += whole.length;
    return Math.min(Math.max(1, Number(least), Number(most ?? 0)), MAX_COUNT);
  }

  #term(character: string | undefined): number {
    if (character === '[') return this.#class();
    return character === '\\' ? this.#escape() : 1;
  }

  #escape(): number {
    switch (this.#pattern[this.#at++]) {
      case 'Q': {
        const start = this.#at;
        this.#skip('\\E');
        return this.#at - start;
      }
      case 'p':
      case 'P':
        if (this.#pattern[this.#at] === '{') this.#skip('}');
        return PROPERTY;
      case 'x':
        if (this.#pattern[this.#at] === '{') this.#skip('}');
        return 1;
      default:
        return 1;
    }
  }

  /** Beyond the bracket that closes the class. The first character is never that bracket. */
  #class(): number {
    if (this.#pattern[this.#at] === '^') this.#at++;
    let cost = this.#member();
    while (this.#at < this.#pattern.length && this.#pattern[this.#at] !== ']') cost += this.#member();
    this.#at++;
    return cost;
  }

  #member(): number {
    if (this.#pattern.startsWith('[:', this.#at) && this.#pattern.includes(':]', this.#at + 2)) {
      this.#skip(':]');
      return 1;
    }
    if (this.#pattern[this.#at] === '\\' && 'dDsSwWpP'.includes(this.#pattern[this.#at + 1] ?? ' ')) {
      this.#at++;
      return this.#escape();
    }
    const from = this.#point();
    if (this.#pattern[this.#at] !== '-' || this.#pattern[this.#at + 1] === ']') return 1;
    this.#at++;
    const to = Math.min(this.#point(), LAST_CASED);
    return this.#folds && to > from ? 1 + (to - from) / FOLDED : 1;
  }

  #point(): number {
    const start = this.#at;
    const point = this.#pattern.codePointAt(start) ?? 0;
    this.#at += point > 0xffff ? 2 : 1;
    if (point !== BACKSLASH) return point;
    this.#escape();
    const digits = this.#pattern.slice(start, this.#at).replace(/^\\x\{?|\}$/g, '');
    return Number.parseInt(digits, 16) || 0;
  }

  #skip(end: string): void {
    const at = this.#pattern.indexOf(end, this.#at);
    this.#at = at < 0 ? this.#pattern.length : at + end.length;
  }
}

const BACKSLASH = 0x5c;
