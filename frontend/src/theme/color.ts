/** Colour arithmetic for contrast, after WCAG 2.2 (relative luminance and contrast ratio). */

export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

const HEX = /^#([0-9a-f]{3,8})$/i;
const RGB = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)(?:[\s,/]+([\d.]+%?))?\s*\)$/i;

/** Reads hex, rgb() and, in a browser, any CSS colour. Null for what isn't a colour. */
export function parseColor(value: string): Rgba | null {
  const text = value.trim();
  return parseHex(text) ?? parseRgb(text) ?? parseWithCanvas(text);
}

function parseHex(text: string): Rgba | null {
  const digits = HEX.exec(text)?.[1];
  if (!digits || digits.length === 5 || digits.length === 7) return null;
  const full = digits.length < 5 ? [...digits].map((c) => c + c).join("") : digits;
  const part = (at: number) => parseInt(full.slice(at, at + 2), 16);
  return [part(0), part(2), part(4), full.length === 8 ? part(6) / 255 : 1];
}

function parseRgb(text: string): Rgba | null {
  const match = RGB.exec(text);
  if (!match) return null;
  const alpha = match[4];
  const opacity = alpha === undefined ? 1 : alpha.endsWith("%") ? parseFloat(alpha) / 100 : parseFloat(alpha);
  return [Number(match[1]), Number(match[2]), Number(match[3]), opacity];
}

let canvas: CanvasRenderingContext2D | null | undefined;

/** Colour names and newer functions: the browser knows them, we don't repeat its table. */
function parseWithCanvas(text: string): Rgba | null {
  if (typeof CSS === "undefined" || !CSS.supports?.("color", text)) return null;
  canvas ??= document.createElement("canvas").getContext("2d");
  if (!canvas) return null;
  canvas.fillStyle = "#000000";
  canvas.fillStyle = text;
  const normal = String(canvas.fillStyle);
  return parseHex(normal) ?? parseRgb(normal);
}

/** Puts a translucent colour on an opaque one. */
export function blend(top: Rgba, bottom: Rgba): Rgba {
  const mix = (index: 0 | 1 | 2) => top[index] * top[3] + bottom[index] * (1 - top[3]);
  return [mix(0), mix(1), mix(2), 1];
}

export function luminance([red, green, blue]: Rgba): number {
  const linear = (channel: number) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** From 1 (same) to 21 (black on white). */
export function contrast(a: Rgba, b: Rgba): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

export function toHex([red, green, blue]: Rgba): string {
  const part = (value: number) => Math.round(value).toString(16).padStart(2, "0");
  return `#${part(red)}${part(green)}${part(blue)}`;
}

const BLACK: Rgba = [0, 0, 0, 1];
const WHITE: Rgba = [255, 255, 255, 1];
/** Softer than black, and still readable on every light colour. */
const INK = "#1d1d24";
/** Ratio at which everybody can read small text. */
const READABLE = 4.5;

/**
 * Dark or white text, whichever reads better on a background that a user may have chosen.
 *
 * `page` is what shines through a translucent background.
 */
export function readableTextColor(background: string, page = "#ffffff"): string {
  const color = parseColor(background);
  if (!color) return INK;
  const solid = blend(color, parseColor(page) ?? WHITE);
  const [ink, white] = [contrast(solid, parseColor(INK)!), contrast(solid, WHITE)];
  // In between, as on pure red, only black itself is dark enough.
  if (Math.max(ink, white) < READABLE) return contrast(solid, BLACK) >= white ? "#000000" : "#ffffff";
  return ink >= white ? INK : "#ffffff";
}

/** Moves a text colour towards black or white until it reads on the background. */
export function ensureContrast(text: string, background: string, ratio: number, page = "#ffffff"): string {
  const front = parseColor(text);
  const back = parseColor(background);
  if (!front || !back) return text;
  const solid = blend(back, parseColor(page) ?? WHITE);
  if (contrast(front, solid) >= ratio) return text;
  const target = contrast(BLACK, solid) >= contrast(WHITE, solid) ? BLACK : WHITE;
  for (let step = 1; step <= 20; step++) {
    // What is written has whole channels, which may have a little less contrast.
    const moved = toHex(blend([target[0], target[1], target[2], step / 20], front));
    if (contrast(parseColor(moved)!, solid) >= ratio) return moved;
  }
  return toHex(target);
}
