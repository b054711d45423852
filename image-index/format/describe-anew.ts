import { closeSync } from 'node:fs';
import { IndexError } from '../error.ts';
import { AtomicFile } from './atomic-file.ts';
import { readAt } from './block-file.ts';
import { encodeHeader, HEADER_BYTES, MAX_META_BYTES, openChecked } from './header.ts';
import { decodeImageMeta, type ImageMeta } from './image.ts';

const COPY_BYTES = 1 << 20;

/** Copies an image index to `to` under another description; its tables stay as they are. Throws as opening does. */
export function describeAnew(from: string, to: string, change: (meta: ImageMeta) => ImageMeta): void {
  const { fd, size, header, meta } = openChecked(from, 'image');
  const file = new AtomicFile(to, HEADER_BYTES);
  try {
    const end = size - meta.length;
    for (let at = HEADER_BYTES; at < end; at += COPY_BYTES) file.append(readAt(fd, Math.min(COPY_BYTES, end - at), at));
    const description = Buffer.from(JSON.stringify(change(decodeImageMeta(meta))));
    if (description.length > MAX_META_BYTES) throw new IndexError('too_large', 'the description of the image');
    const metaOffset = file.offset;
    file.append(description);
    file.commit(encodeHeader(header, description, metaOffset));
  } finally {
    file.abandon();
    closeSync(fd);
  }
}
