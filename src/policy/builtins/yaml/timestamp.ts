import { parseMoment } from '../time/parse.ts';

/** In which go-yaml takes a scalar for a time. */
const LAYOUTS = [
  '2006-1-2T15:4:5.999999999Z07:00',
  '2006-1-2t15:4:5.999999999Z07:00',
  '2006-1-2 15:4:5.999999999',
  '2006-1-2',
];

/** Whether go-yaml takes the scalar for a time. */
export function isTimestamp(text: string): boolean {
  return /^[0-9]{4}-/.test(text) && LAYOUTS.some((layout) => isParsed(layout, text));
}

function isParsed(layout: string, text: string): boolean {
  try {
    parseMoment(layout, text);
    return true;
  } catch {
    return false;
  }
}
