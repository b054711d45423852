/** What a terminal or a log's reader may act on and JSON does not escape: DEL, C1, format and line-breaking characters. */
const UNSAFE = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

/** JSON.stringify leaves nothing below; most texts have nothing of this, and to know that takes a quarter of the search's time. */
const PERHAPS = /[\u007f-\uffff]/;

/** JSON without any control character in it; it reads back as the same value. */
export function safeJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (!PERHAPS.test(text)) return text;
  UNSAFE.lastIndex = 0;
  return UNSAFE.test(text) ? text.replace(UNSAFE, escapeUnits) : text;
}

function escapeUnits(char: string): string {
  let escaped = '';
  for (let at = 0; at < char.length; at++) escaped += `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`;
  return escaped;
}
