/** Where a picture comes from, and in which size it is loaded. */
import { isServed, withQuery, type MediaFacts } from "../../../api/media";
import type { Box, Size } from "../../../geometry/points";

/** Larger pictures are shown reduced at first, and sharpened where they are looked at (px in all). */
const MAX_PIXELS = 24_000_000;
/** Without a known size, so many bytes stand for a picture of that kind. */
const MAX_BYTES = 30_000_000;
/** Longest edge of a reduced picture, and of what is loaded to sharpen it (px). */
export const REDUCED = 2048;
/** Formats that every browser shows. The server turns others into one of them. */
const SHOWN = /^image\/(jpeg|pjpeg|png|apng|gif|webp|avif|bmp|svg\+xml|x-icon|vnd\.microsoft\.icon)$/;

export interface Source {
  /** What the browser loads. */
  url: string;
  /** Px of the original after its rotation; null: what the browser finds. */
  size: Size | null;
  /** `url` is smaller than the original, which the server gives out in parts. */
  isReduced: boolean;
}

/** facts: What the server knows about the file; null if it knows nothing. */
export function chooseSource(src: string, facts: MediaFacts | null): Source {
  const { width, height, bytes = 0, mimetype } = facts ?? {};
  const size = width && height ? { width, height } : null;
  const isVector = mimetype === "image/svg+xml";
  const isLarge = size ? size.width * size.height > MAX_PIXELS : bytes > MAX_BYTES;
  const isForeign = mimetype !== undefined && mimetype.startsWith("image/") && !SHOWN.test(mimetype);
  const isReduced = isServed(src) && !isVector && ((isLarge && size !== null) || isForeign);
  return { url: isReduced ? withQuery(src, `size=${REDUCED}`) : src, size: isVector ? null : size, isReduced };
}

/** The address of a part of a large picture. box: Px of the original; size: longest edge of what is sent. */
export function partUrl(src: string, { x, y, width, height }: Box, size = REDUCED): string {
  return withQuery(src, `region=${[x, y, width, height].map(Math.round)}&size=${Math.round(size)}`);
}

/** How people call a picture: the name of its file, or the beginning of its data. */
export function fileName(src: string): string {
  if (src.startsWith("data:")) return `${src.slice(0, 30)}…`;
  const name = src.split(/[?#]/)[0]?.split("/").at(-1) || src;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
