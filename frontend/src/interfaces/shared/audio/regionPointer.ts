/**
 * What a mouse or fingers do on the waveform: draw, move and resize regions, seek, zoom with two fingers.
 *
 * A press that doesn't move is a click. A finger that moves up or down scrolls the page (`touch-action: pan-y`): the
 * browser then takes the pointer away, and nothing has happened.
 */
import { moveEdge, shiftRange, type Region } from "./regions";
import type { Edge } from "./useRegionEditor";
import type { Wave } from "./wave";

export interface Range {
  start: number;
  end: number;
}

/** A region while it is drawn or changed; key: null for a new one. */
export interface Draft extends Range {
  key: string | null;
}

export interface PointerHandlers {
  duration(): number;
  regionOf(key: string): Region | undefined;
  isSelected(key: string): boolean;
  canEdit(region: Region | null): boolean;
  onSeek(time: number): void;
  onClick(region: Region | undefined, time: number, event: PointerEvent): void;
  onDoubleClick(region: Region, event: MouseEvent): void;
  onDraft(draft: Draft | null): void;
  onDone(draft: Draft, edge: Edge | null): void;
  onHover(time: number | null, x: number): void;
  wave: Wave;
}

interface Drag {
  kind: "new" | "move" | Edge;
  region: Region | undefined;
  x: number;
  time: number;
  hasMoved: boolean;
  draft: Draft | null;
  pointerId: number;
}

/** Less is a click (px). */
const [MOUSE_SLOP_PX, TOUCH_SLOP_PX] = [3, 8];
/** So near to its ends a drag scrolls the waveform, and so far with each frame (px). */
const [SCROLL_ZONE_PX, SCROLL_STEP_PX] = [28, 14];

/** Installs the listeners. RETURNS: What takes them away. */
export function watchRegionPointer(layer: HTMLElement, handlers: PointerHandlers): () => void {
  const pointer = new RegionPointer(layer, handlers);
  const stop = new AbortController();
  const { signal } = stop;
  layer.addEventListener("pointerdown", pointer.down, { signal });
  layer.addEventListener("pointermove", pointer.move, { signal });
  layer.addEventListener("pointerup", pointer.up, { signal });
  layer.addEventListener("pointercancel", pointer.cancel, { signal });
  layer.addEventListener("pointerleave", () => handlers.onHover(null, 0), { signal });
  layer.addEventListener("dblclick", pointer.doubleClick, { signal });
  layer.addEventListener("wheel", pointer.wheel, { signal, passive: false });
  document.addEventListener("keydown", pointer.key, { signal, capture: true });
  return () => {
    stop.abort();
    pointer.stop();
  };
}

class RegionPointer {
  private drag: Drag | null = null;
  private readonly fingers = new Map<number, number>();
  private pinch: { distance: number; perSecond: number; time: number } | null = null;
  private frame = 0;
  private lastX = 0;

  constructor(
    private readonly layer: HTMLElement,
    private readonly handlers: PointerHandlers,
  ) {}

  private timeAt(x: number): number {
    const { left, width } = this.layer.getBoundingClientRect();
    const duration = this.handlers.duration();
    return width > 0 ? Math.min(Math.max(((x - left) / width) * duration, 0), duration) : 0;
  }

  down = (event: PointerEvent): void => {
    const target = event.target as Element;
    if (event.pointerType === "touch") {
      this.fingers.set(event.pointerId, event.clientX);
      if (this.fingers.size === 2) return this.startPinch();
    }
    if (event.button !== 0 || this.drag || target.closest(".prodigy-region-remove")) return;
    const key = target.closest<HTMLElement>("[data-region]")?.dataset.region;
    const region = key === undefined ? undefined : this.handlers.regionOf(key);
    const edge = target.closest<HTMLElement>("[data-edge]")?.dataset.edge as Edge | undefined;
    this.drag = {
      kind: this.kindOf(region, edge, event),
      region,
      x: event.clientX,
      time: this.timeAt(event.clientX),
      hasMoved: false,
      draft: null,
      pointerId: event.pointerId,
    };
  };

  /** With alt, a new region begins inside of another one; a finger moves a region only after it was selected. */
  private kindOf(region: Region | undefined, edge: Edge | undefined, event: PointerEvent): Drag["kind"] {
    if (!region || event.altKey || !this.handlers.canEdit(region)) return "new";
    if (edge) return edge;
    return event.pointerType === "touch" && !this.handlers.isSelected(region.key) ? "new" : "move";
  }

  move = (event: PointerEvent): void => {
    if (this.fingers.has(event.pointerId)) this.fingers.set(event.pointerId, event.clientX);
    if (this.pinch) return this.movePinch();
    const { drag } = this;
    if (!drag) return this.handlers.onHover(this.timeAt(event.clientX), event.clientX);
    if (event.pointerId !== drag.pointerId) return;
    const slop = event.pointerType === "touch" ? TOUCH_SLOP_PX : MOUSE_SLOP_PX;
    if (!drag.hasMoved && Math.abs(event.clientX - drag.x) < slop) return;
    if (!this.handlers.canEdit(drag.kind === "new" ? null : (drag.region ?? null))) return;
    if (!drag.hasMoved) this.layer.setPointerCapture?.(event.pointerId);
    drag.hasMoved = true;
    this.lastX = event.clientX;
    this.follow();
    this.scrollAtEnds();
  };

  /** The draft, where the pointer is now. */
  private follow(): void {
    const { drag } = this;
    if (!drag) return;
    const [time, duration] = [this.timeAt(this.lastX), this.handlers.duration()];
    drag.draft = {
      key: drag.kind === "new" ? null : (drag.region?.key ?? null),
      ...this.rangeOf(drag, time, duration),
    };
    this.handlers.onHover(time, this.lastX);
    this.handlers.onDraft(drag.draft);
  }

  private rangeOf({ kind, region, time: from }: Drag, time: number, duration: number): Range {
    if (kind === "new" || !region) return { start: Math.min(from, time), end: Math.max(from, time) };
    if (kind === "move") return shiftRange(region, time - from, duration);
    // The border stays as far from the pointer as it was when it was taken.
    return moveEdge(region, kind, region[kind] + time - from, duration);
  }

  private scrollAtEnds(): void {
    cancelAnimationFrame(this.frame);
    const { wave } = this.handlers;
    const box = wave.box();
    const by = this.lastX > box.right - SCROLL_ZONE_PX ? 1 : this.lastX < box.left + SCROLL_ZONE_PX ? -1 : 0;
    if (!by || !this.drag) return;
    this.frame = requestAnimationFrame(() => {
      const before = wave.ws.getScroll();
      wave.scroll(before + by * SCROLL_STEP_PX);
      if (wave.ws.getScroll() === before) return;
      this.follow();
      this.scrollAtEnds();
    });
  }

  up = (event: PointerEvent): void => {
    this.fingers.delete(event.pointerId);
    if (this.pinch) {
      if (this.fingers.size === 0) this.pinch = null;
      return;
    }
    const { drag } = this;
    if (!drag || drag.pointerId !== event.pointerId) return;
    this.stop();
    if (drag.draft) this.handlers.onDone(drag.draft, drag.kind === "start" || drag.kind === "end" ? drag.kind : null);
    else if (!drag.hasMoved) this.handlers.onClick(drag.region, this.timeAt(event.clientX), event);
  };

  cancel = (event: PointerEvent): void => {
    this.fingers.delete(event.pointerId);
    if (this.fingers.size === 0) this.pinch = null;
    this.stop();
  };

  /** Escape drops what is being drawn. */
  key = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.drag?.hasMoved) return;
    event.stopPropagation();
    event.preventDefault();
    this.stop();
  };

  stop(): void {
    cancelAnimationFrame(this.frame);
    const had = this.drag?.draft;
    this.drag = null;
    if (had) this.handlers.onDraft(null);
  }

  doubleClick = (event: MouseEvent): void => {
    const key = (event.target as Element).closest<HTMLElement>("[data-region]")?.dataset.region;
    const region = key === undefined ? undefined : this.handlers.regionOf(key);
    if (region) this.handlers.onDoubleClick(region, event);
  };

  /** With ctrl (or two fingers on a touchpad) the wheel zooms to the pointer. */
  wheel = (event: WheelEvent): void => {
    const { wave } = this.handlers;
    if (!event.ctrlKey) {
      if (event.deltaX) wave.stopFollowing();
      return;
    }
    event.preventDefault();
    const factor = Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.06 : 0.004));
    wave.zoom(wave.view().perSecond * factor, this.timeAt(event.clientX), event.clientX - wave.box().left);
  };

  private startPinch(): void {
    this.stop();
    const [a, b] = [...this.fingers.values()] as [number, number];
    const { perSecond } = this.handlers.wave.view();
    this.pinch = { distance: Math.max(10, Math.abs(a - b)), perSecond, time: this.timeAt((a + b) / 2) };
  }

  private movePinch(): void {
    const [a, b] = [...this.fingers.values()] as [number, number | undefined];
    if (!this.pinch || b === undefined) return;
    const { wave } = this.handlers;
    wave.stopFollowing();
    const factor = Math.max(10, Math.abs(a - b)) / this.pinch.distance;
    wave.zoom(this.pinch.perSecond * factor, this.pinch.time, (a + b) / 2 - wave.box().left);
  }
}
