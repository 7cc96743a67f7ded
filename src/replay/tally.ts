import { FLIP_KINDS, type Flip, type FlipKind, reasonOf } from './flip.ts';

/** Flips of one kind, on one route, with the same reasons before and after. */
export interface FlipGroup {
  readonly kind: FlipKind;
  readonly route: string;
  /** Codes of the reasons, in one text; empty where there is none. */
  readonly before: string;
  readonly after: string;
  readonly count: number;
  /** Those that it hit most. */
  readonly subjects: readonly { readonly id: string; readonly count: number }[];
  /** Subjects that it hit; of more than a thousand: a thousand. */
  readonly subjectCount: number;
  readonly example: Flip;
}

/** What two policies decide on the same inputs. */
export interface Comparison {
  /** Decisions that both took. */
  readonly compared: number;
  readonly same: number;
  /** The candidate, or the policy of before, reads something that was not recorded, or was masked or cut. */
  readonly unknown: number;
  readonly flips: Readonly<Record<FlipKind, number>>;
  /** Those with most flips first. */
  readonly groups: readonly FlipGroup[];
}

const MAX_GROUPS = 1000;
const MAX_SUBJECTS = 1000;
const SHOWN_SUBJECTS = 5;

interface Group {
  readonly example: Flip;
  readonly subjects: Map<string, number>;
  count: number;
}

/** Counts decisions as they are compared. Bounded: past a thousand groups flips are counted, but not listed. */
export class Tally {
  #same = 0;
  #unknown = 0;
  readonly #flips: Record<FlipKind, number> = { deny_to_allow: 0, allow_to_deny: 0, changed: 0 };
  readonly #groups = new Map<string, Group>();

  same(): void {
    this.#same++;
  }

  unknown(): void {
    this.#unknown++;
  }

  flip(flip: Flip): void {
    const { kind, recorded, before, after } = flip;
    this.#flips[kind]++;
    const key = JSON.stringify([kind, recorded.route, reasonOf(before), reasonOf(after)]);
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= MAX_GROUPS) return;
      group = { example: flip, subjects: new Map(), count: 0 };
      this.#groups.set(key, group);
    }
    group.count++;
    const subject = recorded.subject ?? '';
    const known = group.subjects.get(subject);
    if (known !== undefined || group.subjects.size < MAX_SUBJECTS) group.subjects.set(subject, (known ?? 0) + 1);
  }

  /** @param shorten makes an example smaller. */
  comparison(shorten: (flip: Flip) => Flip): Comparison {
    const flips = { ...this.#flips };
    const differing = FLIP_KINDS.reduce((sum, kind) => sum + flips[kind], 0);
    const groups = [...this.#groups.values()].sort((a, b) => b.count - a.count).map((group) => listed(group, shorten));
    return { compared: this.#same + differing, same: this.#same, unknown: this.#unknown, flips, groups };
  }
}

function listed({ example, subjects, count }: Group, shorten: (flip: Flip) => Flip): FlipGroup {
  const { kind, recorded, before, after } = example;
  return {
    kind,
    route: recorded.route ?? '',
    before: reasonOf(before),
    after: reasonOf(after),
    count,
    subjects: [...subjects]
      .sort((a, b) => b[1] - a[1])
      .slice(0, SHOWN_SUBJECTS)
      .map(([id, hits]) => ({ id, count: hits })),
    subjectCount: subjects.size,
    example: shorten(example),
  };
}
