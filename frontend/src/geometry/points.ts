/**
 * Points and sizes, in two kinds that can't be mixed up: px of the screen, from the corner of the frame that a picture
 * is shown in, and px of the original picture, from its top left corner. `viewport.ts` leads from one to the other.
 */
declare const space: unique symbol;

export type Pair = readonly [x: number, y: number];
/** CSS px from the top left corner of the frame. */
export type ScreenPoint = Pair & { readonly [space]: "screen" };
/** Px of the original picture, after its EXIF rotation, from its top left corner. May be fractions. */
export type ImagePoint = Pair & { readonly [space]: "image" };

export interface Size {
  width: number;
  height: number;
}

/** Axis-aligned, in px of the picture. `width` and `height` are never negative. */
export interface Box extends Size {
  x: number;
  y: number;
}

export const screenPoint = (x: number, y: number): ScreenPoint => [x, y] as unknown as ScreenPoint;
export const imagePoint = (x: number, y: number): ImagePoint => [x, y] as unknown as ImagePoint;

export function distance(a: ScreenPoint, b: ScreenPoint): number;
export function distance(a: ImagePoint, b: ImagePoint): number;
export function distance(a: Pair, b: Pair): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

export const clampNumber = (value: number, least: number, most: number): number =>
  Math.max(least, Math.min(most, value));

/** The nearest point that lies on the picture; its right and lower edge count as on it. */
export function clampPoint([x, y]: Pair, { width, height }: Size): ImagePoint {
  return imagePoint(clampNumber(x, 0, width), clampNumber(y, 0, height));
}

/** To a tenth of a px, as shapes are stored. Never -0. */
export const round = (value: number): number => Math.round(value * 10) / 10 + 0;

/** To a hundredth: the middle between two stored numbers is exact. */
export const roundMiddle = (value: number): number => Math.round(value * 100) / 100 + 0;

export const roundPoint = ([x, y]: Pair): ImagePoint => imagePoint(round(x), round(y));
