/**
 * Zoom as pixels per second. The slider is logarithmic, because what matters is the factor: the same way doubles the
 * size everywhere.
 */

/** Widest element that browsers lay out exactly, with a margin (px). */
const MAX_WIDTH_PX = 16_000_000;
export const SLIDER_STEPS = 100;

export interface ZoomRange {
  /** The whole recording in sight (px per second). */
  fit: number;
  max: number;
}

export function zoomRange(width: number, duration: number, maxZoom: number): ZoomRange {
  const fit = duration > 0 && width > 0 ? width / duration : 1;
  const limit = duration > 0 ? MAX_WIDTH_PX / duration : maxZoom;
  return { fit, max: Math.max(fit, Math.min(maxZoom > 0 ? maxZoom : fit, limit)) };
}

export function clampZoom(perSecond: number, { fit, max }: ZoomRange): number {
  return Math.min(Math.max(Number.isFinite(perSecond) ? perSecond : fit, fit), max);
}

export function zoomOfSlider(value: number, { fit, max }: ZoomRange): number {
  return fit * (max / fit) ** (value / SLIDER_STEPS);
}

export function sliderOfZoom(perSecond: number, range: ZoomRange): number {
  if (range.max <= range.fit) return 0;
  const share = Math.log(clampZoom(perSecond, range) / range.fit) / Math.log(range.max / range.fit);
  return Math.round(share * SLIDER_STEPS);
}

/** Where to scroll (px) so that a time stays at the same place of the window. at: That place (px from its left). */
export function scrollFor(time: number, at: number, perSecond: number): number {
  return Math.max(0, time * perSecond - at);
}
