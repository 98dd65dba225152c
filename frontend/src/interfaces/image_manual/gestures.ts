/**
 * From pointers to shapes: which of them draw, hold a shape, move the picture or pinch it.
 *
 * Lives beside React: while something is drawn, only what listens here is drawn anew. The host says what there is, and is
 * told what has come of it.
 */
import { CLICK_PX } from "../../geometry/drag";
import { distance, screenPoint, type ImagePoint, type ScreenPoint, type Size } from "../../geometry/points";
import type { Shape } from "../../geometry/shapes";
import { pinch, toImage, type Viewport } from "../../geometry/viewport";
import type { Guides } from "../../geometry/snap";
import type { Stage } from "../shared/image/stage";
import type { Helpers } from "./assist/helpers";
import { meaningOf, type Meaning, type Scene } from "./press";
import { endFreehand, moveFreehand, startFreehand, type FreehandDraft } from "./tools/freehand";
import { endGrip, moveGrip, startGrip, vertexOf, type GripDraft } from "./tools/grip";
import type { Input, Step } from "./tools/input";
import {
  closePolygon,
  movePolygon,
  pressPolygon,
  releasePolygon,
  startPolygon,
  undoCorner,
  type PolygonDraft,
} from "./tools/polygon";
import { endRect, moveRect, startRect, type RectDraft } from "./tools/rect";

/** What a pointer event says, in CSS px of the frame. */
export interface PointerInput {
  id: number;
  at: ScreenPoint;
  time: number;
  isTouch: boolean;
  /** Of a mouse: 0 left, 1 middle. */
  button: number;
  shift: boolean;
  alt: boolean;
  /** Ctrl or command: nothing pulls. */
  exact?: boolean;
  /** The shape whose label is under the pointer; -1 for none. */
  label: number;
}

export interface Host {
  scene(): Omit<Scene, "hasOpenPolygon">;
  size(): Size;
  drawsFromCenter(): boolean;
  /** A new shape. */
  add(shape: Shape): void;
  /** A shape that is there already has another outline, and is selected. vertex: The corner that keys mean; -1 for none. */
  replace(index: number, shape: Shape, vertex: number): void;
  select(index: number, vertex: number): void;
}

export type Draft = RectDraft | PolygonDraft | FreehandDraft | (GripDraft & { index: number });

/** What is seen of all this. */
export interface Live {
  draft: Draft | null;
  /** Where the pointer is on the picture; null if it isn't there. */
  pointer: ImagePoint | null;
  isPanning: boolean;
  /** What the pointer is pulled to. */
  guides?: Guides | null;
}

interface Press {
  id: number;
  start: ScreenPoint;
  last: ScreenPoint;
  meaning: Meaning;
  isMoved: boolean;
}

interface Pinch {
  viewport: Viewport;
  before: readonly [ScreenPoint, ScreenPoint];
}

export class Gestures {
  live: Live = { draft: null, pointer: null, isPanning: false };
  /** Space is held: what moves then is the picture. */
  private isSpaceHeld = false;
  /** The picture was moved since space went down. */
  private hasPanned = false;
  private listeners = new Set<() => void>();
  private touches = new Map<number, ScreenPoint>();
  private press: Press | null = null;
  private pinched: Pinch | null = null;
  private helpers: Helpers = {};

  constructor(
    private readonly stage: Stage,
    private readonly host: Host,
  ) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  getLive = (): Live => this.live;

  private set(patch: Partial<Live>): void {
    this.live = { ...this.live, ...patch };
    for (const listener of [...this.listeners]) listener();
  }

  private input({ at, time, isTouch, shift, alt }: PointerInput): Input {
    const { viewport } = this.stage;
    return {
      at: toImage(viewport, at),
      scale: viewport.scale,
      time,
      isTouch,
      keepsRatio: shift,
      fromCenter: this.host.drawsFromCenter() !== alt,
      size: this.host.size(),
    };
  }

  /** Let somebody else have a say. RETURNS: How to leave it again. */
  help(helpers: Helpers): () => void {
    this.helpers = helpers;
    return () => {
      this.helpers = {};
    };
  }

  /** A finished shape from elsewhere. index: Of the shape that it replaces; -1: it is a new one. */
  give(shape: Shape, index = -1): void {
    if (index < 0) this.host.add(shape);
    else this.host.replace(index, shape, -1);
  }

  /** Where the pointer counts as being, while something is drawn or held. */
  private pulled(pointer: PointerInput): Input {
    const input = this.input(pointer);
    if (!this.helpers.pull || pointer.isTouch) return input;
    const { shapes } = this.host.scene();
    const { at, guides } = this.helpers.pull(input, this.live.draft, shapes, pointer.exact === true);
    this.live.guides = guides;
    return { ...input, at };
  }

  get polygon(): PolygonDraft | null {
    const { draft } = this.live;
    return draft?.tool === "polygon" ? draft : null;
  }

  down(pointer: PointerInput): void {
    if (pointer.isTouch) this.touches.set(pointer.id, pointer.at);
    if (this.touches.size === 2) return this.startPinch();
    if (this.touches.size > 2 || this.press) return;
    if (!pointer.isTouch && pointer.button > 1) return;
    const input = this.input(pointer);
    const pans = this.isSpaceHeld || pointer.button === 1;
    const scene = { ...this.host.scene(), hasOpenPolygon: this.polygon !== null };
    const meaning = meaningOf(scene, { pans, picks: pointer.shift, label: pointer.label }, input);
    this.press = { id: pointer.id, start: pointer.at, last: pointer.at, meaning, isMoved: false };
    const { drag } = meaning;
    if (drag.do === "pan") this.set({ isPanning: true });
    else if (drag.do === "grip") this.startGrip(drag.index, drag.grip, input, scene);
    else if (drag.do === "draw")
      this.startDrawing(scene.mode, scene.mode === "freehand" ? input : this.pulled(pointer));
  }

  private startGrip(index: number, grip: GripDraft["grip"], input: Input, { shapes }: Scene): void {
    const shape = shapes[index];
    if (shape) this.set({ draft: { ...startGrip(shape, grip, input), index }, pointer: input.at });
  }

  private startDrawing(mode: Scene["mode"], input: Input): void {
    const { polygon } = this;
    if (polygon) return this.take(pressPolygon(polygon, input));
    if (mode === "rect") this.set({ draft: startRect(input), pointer: input.at });
    else if (mode === "freehand") this.set({ draft: startFreehand(input), pointer: input.at });
    else if (mode === "polygon") this.set({ draft: startPolygon(input), pointer: input.at });
  }

  move(pointer: PointerInput): void {
    if (this.touches.has(pointer.id)) this.touches.set(pointer.id, pointer.at);
    if (this.pinched) return this.pinch();
    const { press, polygon } = this;
    const isBusy = polygon !== null || (press !== null && this.live.draft !== null);
    const input = isBusy ? this.pulled(pointer) : this.input(pointer);
    if (!press) {
      this.set({ pointer: input.at, ...(polygon ? { draft: movePolygon(polygon, input) } : {}) });
      return;
    }
    if (press.id !== pointer.id) return;
    press.isMoved ||= distance(press.start, pointer.at) >= CLICK_PX;
    if (press.meaning.drag.do === "pan") this.pan(press, pointer.at);
    else this.set({ pointer: input.at, draft: this.follow(input) });
    press.last = pointer.at;
  }

  private follow(input: Input): Draft | null {
    const { draft } = this.live;
    switch (draft?.tool) {
      case "rect":
        return moveRect(draft, input);
      case "freehand":
        return moveFreehand(draft, input);
      case "polygon":
        return movePolygon(draft, input);
      case "grip":
        return { ...moveGrip(draft, input), index: draft.index };
      default:
        return null;
    }
  }

  private pan(press: Press, at: ScreenPoint): void {
    if (!press.isMoved) return;
    this.hasPanned = true;
    this.stage.panBy(at[0] - press.last[0], at[1] - press.last[1]);
  }

  up(pointer: PointerInput): void {
    this.touches.delete(pointer.id);
    if (this.pinched) {
      if (this.touches.size < 2) this.pinched = null;
      return;
    }
    const { press } = this;
    if (!press || press.id !== pointer.id) return;
    press.isMoved ||= distance(press.start, pointer.at) >= CLICK_PX;
    this.press = null;
    if (this.live.isPanning) this.set({ isPanning: false });
    const { click } = press.meaning;
    const isHandled = this.release(this.pulled(pointer));
    if (this.live.guides) this.set({ guides: null });
    if (isHandled || press.isMoved || click === null) return;
    const isTaken = click < 0 && this.helpers.click?.(this.input(pointer).at, pointer.shift);
    if (!isTaken) this.host.select(click, -1);
  }

  /** RETURNS: Whether something has come of it, so that it was no click. */
  private release(input: Input): boolean {
    const { draft } = this.live;
    switch (draft?.tool) {
      case "rect":
        return this.finish(endRect(draft, input));
      case "freehand":
        return this.finish(endFreehand(draft, input));
      case "polygon":
        this.set({ draft: releasePolygon(draft) });
        return true;
      case "grip":
        return this.releaseGrip(draft, input);
      default:
        return false;
    }
  }

  private releaseGrip(draft: GripDraft & { index: number }, input: Input): boolean {
    const { shape } = endGrip(draft, input);
    const vertex = vertexOf(draft.grip);
    this.set({ draft: null });
    if (shape) this.host.replace(draft.index, shape, vertex);
    else if (vertex >= 0) this.host.select(draft.index, vertex);
    return Boolean(shape) || vertex >= 0;
  }

  private finish(step: Step<Draft>): boolean {
    this.take(step);
    return Boolean(step.shape);
  }

  private take({ state, shape }: Step<Draft>): void {
    this.set({ draft: state });
    if (shape && !this.helpers.take?.(shape)) this.host.add(shape);
  }

  /** The pointer was taken away, or leaves the frame. */
  cancel(pointer: Pick<PointerInput, "id">): void {
    this.touches.delete(pointer.id);
    if (this.touches.size < 2) this.pinched = null;
    if (this.press?.id === pointer.id) this.drop();
  }

  leave(): void {
    if (!this.press) this.set({ pointer: null });
  }

  /** What the pressed pointer has begun comes to nothing; an open polygon loses only the corner that it set. */
  private drop(): void {
    const { polygon } = this;
    this.press = null;
    this.set({
      draft: polygon ? (polygon.isPressed ? undoCorner(polygon) : polygon) : null,
      isPanning: false,
      guides: null,
    });
  }

  private startPinch(): void {
    this.drop();
    const [a, b] = [...this.touches.values()];
    this.pinched = { viewport: this.stage.viewport, before: [a!, b!] };
  }

  private pinch(): void {
    const [a, b] = [...this.touches.values()];
    if (!this.pinched || !a || !b) return;
    const { viewport, before } = this.pinched;
    this.stage.show(pinch(viewport, this.stage.scene, before, [a, b]));
  }

  holdSpace(): void {
    this.isSpaceHeld = true;
    this.hasPanned = false;
  }

  /** RETURNS: Whether space was held for nothing. */
  releaseSpace(): boolean {
    const isUnused = this.isSpaceHeld && !this.hasPanned;
    this.isSpaceHeld = false;
    return isUnused;
  }

  /** Close the open polygon. RETURNS: Whether there is none left open. */
  close(): boolean {
    const { polygon } = this;
    if (polygon) this.take(closePolygon(polygon));
    return this.polygon === null;
  }

  undoCorner(): void {
    const { polygon } = this;
    if (polygon) this.set({ draft: undoCorner(polygon) });
  }

  /** Leave what is being drawn. RETURNS: Whether there was anything. */
  abandon(): boolean {
    const isBusy = this.live.draft !== null;
    this.press = null;
    if (isBusy) this.set({ draft: null, isPanning: false, guides: null });
    return isBusy;
  }
}

/** Where an event is in the frame (CSS px). */
export function placeIn(frame: Element, { clientX, clientY }: { clientX: number; clientY: number }): ScreenPoint {
  const { left, top } = frame.getBoundingClientRect();
  return screenPoint(clientX - left - frame.clientLeft, clientY - top - frame.clientTop);
}
