/** Reads CEF as its document says: header fields end at a bare `|`, values at the next ` key=`; `\\`, `\|` and `\=` are escapes. */
export function readCef(text: string): { readonly header: string[]; readonly fields: Record<string, string> } {
  const match = /^CEF:((?:(?:[^|\\]|\\.)*\|){7})(.*)$/s.exec(text);
  if (match?.[1] === undefined) throw new Error(`no CEF: ${text}`);
  const parts = [...match[1].matchAll(/((?:[^|\\]|\\.)*)\|/gs)];
  const header = parts.map(([, part = '']) => part.replace(/\\([\\|])/g, '$1'));
  const fields: Record<string, string> = {};
  for (const [, key = '', value = ''] of (match[2] ?? '').matchAll(/(\w+)=((?:[^\\=]|\\.)*?)(?= \w+=|$)/gs)) {
    if (key in fields) throw new Error(`the field ${key} comes twice`);
    fields[key] = value.replace(/\\([\\=])/g, '$1');
  }
  return { header, fields };
}
