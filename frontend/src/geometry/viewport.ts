/**
 * Which part of a picture is seen, and how large. A point of the screen is `scale` times the point of the picture, plus
 * an offset. Everything here is immutable and knows no DOM.
 */
import { clampNumber, imagePoint, screenPoint, type Box, type ImagePoint, type ScreenPoint, type Size } from "./points";

export interface Viewport {
  /** CSS px per px of the picture. */
  readonly scale: number;
  /** Where the top left corner of the picture is in the frame (CSS px). */
  readonly x: number;
  readonly y: number;
}

/** The picture, and the frame it is shown in (CSS px). */
export interface Scene {
  picture: Size;
  frame: Size;
}

/** A px of the picture is never drawn larger than this (CSS px). */
const MAX_SCALE = 32;
/** Small pictures fill the frame, but are blown up no further than this. */
const MAX_FIT = 8;

export const toScreen = ({ scale, x, y }: Viewport, [px, py]: ImagePoint): ScreenPoint =>
  screenPoint(px * scale + x, py * scale + y);

export const toImage = ({ scale, x, y }: Viewport, [sx, sy]: ScreenPoint): ImagePoint =>
  imagePoint((sx - x) / scale, (sy - y) / scale);

/** The largest scale at which all of the picture is seen. */
export function fitScale({ picture, frame }: Scene): number {
  const scale = Math.min(frame.width / picture.width, frame.height / picture.height, MAX_FIT);
  return Number.isFinite(scale) && scale > 0 ? scale : 1;
}

/** All of the picture, in the middle of the frame. */
export function fit(scene: Scene): Viewport {
  return clampViewport({ scale: fitScale(scene), x: 0, y: 0 }, scene);
}

export function scaleLimits(scene: Scene): { least: number; most: number } {
  const least = Math.min(fitScale(scene), 1);
  return { least, most: Math.max(MAX_SCALE, 4 * least) };
}

/** Keeps the scale in its limits, and the frame filled: what is smaller than it stands in its middle. */
export function clampViewport({ scale, x, y }: Viewport, scene: Scene): Viewport {
  const { least, most } = scaleLimits(scene);
  const kept = clampNumber(scale, least, most);
  const place = (offset: number, length: number, room: number) =>
    length <= room ? (room - length) / 2 : clampNumber(offset, room - length, 0);
  return {
    scale: kept,
    x: place(x, scene.picture.width * kept, scene.frame.width),
    y: place(y, scene.picture.height * kept, scene.frame.height),
  };
}

/** Zoom so that what lies under a point of the screen stays there, as far as the limits allow. */
export function zoomTo(viewport: Viewport, scene: Scene, at: ScreenPoint, scale: number): Viewport {
  const { least, most } = scaleLimits(scene);
  const next = clampNumber(scale, least, most);
  const [px, py] = toImage(viewport, at);
  return clampViewport({ scale: next, x: at[0] - px * next, y: at[1] - py * next }, scene);
}

export const zoomBy = (viewport: Viewport, scene: Scene, at: ScreenPoint, factor: number): Viewport =>
  zoomTo(viewport, scene, at, viewport.scale * factor);

export const middleOf = ({ frame }: Scene): ScreenPoint => screenPoint(frame.width / 2, frame.height / 2);

/** One px of the picture is one px of the screen. */
export const actualSize = (viewport: Viewport, scene: Scene, pixelRatio = 1): Viewport =>
  zoomTo(viewport, scene, middleOf(scene), 1 / pixelRatio);

export const panBy = (viewport: Viewport, scene: Scene, dx: number, dy: number): Viewport =>
  clampViewport({ ...viewport, x: viewport.x + dx, y: viewport.y + dy }, scene);

/** Two fingers: what was between them at first is between them still, and grows with their distance. */
export function pinch(
  start: Viewport,
  scene: Scene,
  before: readonly [ScreenPoint, ScreenPoint],
  now: readonly [ScreenPoint, ScreenPoint],
): Viewport {
  const [middle, length] = spread(before);
  const [target, stretched] = spread(now);
  const { least, most } = scaleLimits(scene);
  const scale = clampNumber(start.scale * (length > 0 ? stretched / length : 1), least, most);
  const [px, py] = toImage(start, middle);
  return clampViewport({ scale, x: target[0] - px * scale, y: target[1] - py * scale }, scene);
}

function spread([a, b]: readonly [ScreenPoint, ScreenPoint]): [middle: ScreenPoint, length: number] {
  return [screenPoint((a[0] + b[0]) / 2, (a[1] + b[1]) / 2), Math.hypot(a[0] - b[0], a[1] - b[1])];
}

/** The part of the picture that is in the frame. */
export function visibleBox(viewport: Viewport, { picture, frame }: Scene): Box {
  const [left, top] = toImage(viewport, screenPoint(0, 0));
  const [right, bottom] = toImage(viewport, screenPoint(frame.width, frame.height));
  const [x, y] = [clampNumber(left, 0, picture.width), clampNumber(top, 0, picture.height)];
  return {
    x,
    y,
    width: clampNumber(right, 0, picture.width) - x,
    height: clampNumber(bottom, 0, picture.height) - y,
  };
}

/** Moves the picture as little as needed to bring a box into the frame, and shrinks it if the box is larger. */
export function reveal(viewport: Viewport, scene: Scene, box: Box, margin = 24): Viewport {
  const room = { width: scene.frame.width - 2 * margin, height: scene.frame.height - 2 * margin };
  const scale = Math.min(viewport.scale, room.width / (box.width || 1), room.height / (box.height || 1));
  const start = scale < viewport.scale ? zoomTo(viewport, scene, middleOf(scene), scale) : viewport;
  const [left, top] = toScreen(start, imagePoint(box.x, box.y));
  const [right, bottom] = toScreen(start, imagePoint(box.x + box.width, box.y + box.height));
  const push = (from: number, to: number, length: number) =>
    from < margin ? margin - from : to > length - margin ? length - margin - to : 0;
  return panBy(start, scene, push(left, right, scene.frame.width), push(top, bottom, scene.frame.height));
}

export const isSameViewport = (a: Viewport, b: Viewport): boolean => a.scale === b.scale && a.x === b.x && a.y === b.y;
