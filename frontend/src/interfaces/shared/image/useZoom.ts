/**
 * Zoom and pan of a picture that is only looked at: ctrl and wheel, two fingers, and a drag when not all of it is seen.
 *
 * Without ctrl the wheel scrolls the page, and so does one finger while all of the picture is in sight.
 */
import { useEffect, useSyncExternalStore, type RefObject } from "react";
import { screenPoint, type ScreenPoint } from "../../../geometry/points";
import { pinch, type Viewport } from "../../../geometry/viewport";
import type { Stage } from "./stage";

/** Per px of the wheel: a notch of 100 px makes the picture 1.35 times as large. */
const WHEEL = 0.003;
/** Lines and pages of wheels that count in them (px). */
const WHEEL_UNITS = [1, 16, 400];

export function wheelFactor({ deltaY, deltaMode }: Pick<WheelEvent, "deltaY" | "deltaMode">): number {
  const px = Math.max(-400, Math.min(400, deltaY * (WHEEL_UNITS[deltaMode] ?? 1)));
  return Math.exp(-px * WHEEL);
}

/** One pointer moves the picture, two also stretch it. */
class Fingers {
  private at = new Map<number, ScreenPoint>();
  private before: { viewport: Viewport; points: [ScreenPoint, ScreenPoint] } | null = null;

  constructor(private stage: Stage) {}

  get count(): number {
    return this.at.size;
  }

  down(id: number, point: ScreenPoint): void {
    this.at.set(id, point);
    this.restart();
  }

  up(id: number): void {
    this.at.delete(id);
    this.restart();
  }

  move(id: number, point: ScreenPoint): void {
    const last = this.at.get(id);
    if (!last) return;
    this.at.set(id, point);
    if (this.before) {
      const now = [...this.at.values()].slice(0, 2) as [ScreenPoint, ScreenPoint];
      this.stage.show(pinch(this.before.viewport, this.stage.scene, this.before.points, now));
    } else if (!this.stage.isFitted) this.stage.panBy(point[0] - last[0], point[1] - last[1]);
  }

  private restart(): void {
    const points = [...this.at.values()].slice(0, 2) as [ScreenPoint, ScreenPoint];
    this.before = points.length === 2 ? { viewport: this.stage.viewport, points } : null;
  }
}

const frameOf = ({ target }: Event) =>
  target instanceof Element && !target.closest("button, a") ? target.closest<HTMLElement>(".prodigy-image") : null;

function placeIn(frame: HTMLElement, { clientX, clientY }: MouseEvent): ScreenPoint {
  const { left, top } = frame.getBoundingClientRect();
  return screenPoint(clientX - left - frame.clientLeft, clientY - top - frame.clientTop);
}

/** root: An element with the `Frame` in it, which may come and go. */
export function useZoom(stage: Stage, root: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const stop = new AbortController();
    const fingers = new Fingers(stage);
    const listen = <Name extends "wheel" | "pointerdown" | "pointermove" | "pointerup" | "pointercancel">(
      name: Name,
      listener: (event: HTMLElementEventMap[Name], frame: HTMLElement) => void,
    ) =>
      element.addEventListener(
        name,
        (event) => {
          const frame = frameOf(event);
          if (frame) listener(event, frame);
        },
        { passive: false, signal: stop.signal },
      );
    listen("wheel", (event, frame) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      stage.zoomBy(wheelFactor(event), placeIn(frame, event));
    });
    listen("pointerdown", (event, frame) => {
      if (event.button !== 0) return;
      fingers.down(event.pointerId, placeIn(frame, event));
      if (fingers.count > 1 || !stage.isFitted) frame.setPointerCapture?.(event.pointerId);
    });
    listen("pointermove", (event, frame) => fingers.move(event.pointerId, placeIn(frame, event)));
    listen("pointerup", ({ pointerId }) => fingers.up(pointerId));
    listen("pointercancel", ({ pointerId }) => fingers.up(pointerId));
    // A pointer that is released elsewhere, without having been captured.
    element.addEventListener("pointerleave", ({ pointerId }) => fingers.up(pointerId), { signal: stop.signal });
    const mark = () => element.toggleAttribute("data-zoomed", !stage.isFitted);
    mark();
    const unsubscribe = stage.subscribe(mark);
    return () => {
      unsubscribe();
      stop.abort();
    };
  }, [stage, root]);
}

/** How large the picture is shown: 1 is one px of the picture for one of the screen. Draws anew when it changes. */
export function useScale(stage: Stage): { scale: number; isFitted: boolean } {
  const get = () => `${stage.isReady ? stage.viewport.scale : 0} ${stage.isFitted}`;
  const [scale, isFitted] = useSyncExternalStore(stage.subscribe, get).split(" ");
  return { scale: Number(scale), isFitted: isFitted === "true" };
}
