const WORD = /^=\?([^?]+)\?([^?])\?([^?]*)\?=$/;
const CHARSETS = ['utf-8', 'iso-8859-1', 'us-ascii'];
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const QUOTED_PRINTABLE = /^(?:=[0-9A-Fa-f]{2}|[\t\n\r -<>-~])*$/;

/**
 * What a word of a mail header is (RFC 2047, as Go's mime.WordDecoder reads it): plain text, text in another encoding,
 * or such text in a character set that is not known. What is malformed is plain.
 */
export function kindOfWord(word: string): 'plain' | 'encoded' | 'empty' | 'unknown' {
  const [, charset = '', encoding = '', text = ''] = WORD.exec(word) ?? [];
  const isBase64 = /^b$/i.test(encoding);
  const isWellFormed = isBase64 ? BASE64.test(text) : /^q$/i.test(encoding) && QUOTED_PRINTABLE.test(text);
  if (!isWellFormed) return 'plain';
  if (!CHARSETS.includes(charset.toLowerCase())) return 'unknown';
  return text === '' ? 'empty' : 'encoded';
}
