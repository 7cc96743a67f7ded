/** What the clocks of a zone show while nothing changes there. */
export interface ZoneType {
  /** Seconds east of UTC. */
  readonly offset: number;
  /** `CET`, or `+03` where people have no name for it. */
  readonly abbreviation: string;
}

/** From `offset name`, the offset with base 36. */
export function parseType(text = ''): ZoneType {
  const [offset = '', abbreviation = ''] = text.split(' ');
  return { offset: Number.parseInt(offset, 36), abbreviation };
}
