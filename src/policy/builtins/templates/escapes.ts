import { isPrintable } from '../go-format/printable.ts';

const HTML: Readonly<Record<string, string>> = {
  '\0': '\ufffd',
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
};

/** A text for HTML (Go: template.HTMLEscapeString). */
export function escapeHtml(text: string): string {
  return text.replace(/[\0"'&<>]/g, (character) => HTML[character] as string);
}

/** A text for a string of JavaScript (Go: template.JSEscapeString). */
export function escapeScript(text: string): string {
  return text.replace(/[\\'"<>&=]|[\0-\x1f]|[^\0-\x7f]/gu, (character) => {
    if (/[\\'"]/.test(character)) return `\\${character}`;
    const code = character.codePointAt(0) as number;
    // A byte that is no UTF-8 is U+FFFD to Go, which it prints as the byte that it is.
    if (code > 0x7f && (isPrintable(character) || (code >= 0xdc80 && code <= 0xdcff))) return character;
    return `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
  });
}
