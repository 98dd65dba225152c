/**
 * Mouse and fingers on messages. A mouse selects as it does on every page; a finger rests on a word, and then touches
 * another one or drags to it.
 */
import { useLayoutEffect, type RefObject } from "react";
import { useNewest } from "../../hooks/useNewest";
import { HOLD_MS, IDLE, stepGesture, type Gesture, type GestureInput } from "../../text/gesture";
import type { Place } from "./annotations";
import { fieldOfNode, messageOfNode, placeAtPoint, placeOfSelection, type Point } from "./places";

export interface PointerHandlers {
  /** clicks: 3 for the third click of a triple one, which selects more than the second. */
  onSelect(place: Place, by: "mouse" | "touch", options: { isExact: boolean; clicks: number }): void;
  /** A click, or a touch that did not rest. */
  onPress(point: Point, isTouch: boolean): void;
  onChip(chip: string, label: string, isTouch: boolean): void;
  /** Something in a message was pressed. */
  onTouch(message: number): void;
}

const CONTROLS = "button, a, input, textarea, summary";

class Listener {
  private readonly stopAll = new AbortController();
  private press: AbortController | null = null;
  private gesture: Gesture = IDLE;
  private start: Point | null = null;
  private timer = 0;
  private isTouch = false;
  private isPressed = false;

  constructor(
    private readonly box: HTMLElement,
    private readonly handlers: () => PointerHandlers,
  ) {
    const { signal } = this.stopAll;
    box.addEventListener("pointerdown", (event) => this.onDown(event), { signal });
    box.addEventListener("click", (event) => this.onClick(event), { signal });
    box.addEventListener("contextmenu", (event) => this.isTouch && event.preventDefault(), { signal });
    document.addEventListener("mouseup", (event) => this.onMouseUp(event), { signal });
  }

  stop(): void {
    this.endPress();
    this.stopAll.abort();
  }

  private endPress(): void {
    this.press?.abort();
    this.press = null;
    window.clearTimeout(this.timer);
  }

  private onDown(event: PointerEvent): void {
    if (event.button !== 0 || !event.isPrimary) return;
    this.isTouch = event.pointerType === "touch";
    // Of a screen that is touched the browser would take the finger for its own selection.
    this.box.toggleAttribute("data-touched", this.isTouch);
    const target = event.target as Element;
    this.endPress();
    this.isPressed = !target.closest(CONTROLS) && fieldOfNode(target) !== null;
    if (!this.isPressed || !this.isTouch) return;
    this.start = placeAtPoint(event.clientX, event.clientY);
    if (!this.start) return;
    this.step({ type: "down", position: this.start.offset, ...at(event), isTouch: true, pansAll: true });
    this.press = new AbortController();
    this.listenToFinger(this.press.signal);
  }

  private listenToFinger(signal: AbortSignal): void {
    this.timer = window.setTimeout(() => {
      this.step({ type: "hold" });
      if (this.gesture.kind === "dragging") navigator.vibrate?.(8);
    }, HOLD_MS);
    const onMove = (event: PointerEvent) => {
      const point = placeAtPoint(event.clientX, event.clientY);
      const isSame = point && point.message === this.start?.message && point.field === this.start.field;
      this.step({ type: "move", position: isSame ? point.offset : null, ...at(event) });
    };
    document.addEventListener("pointermove", onMove, { signal });
    document.addEventListener("pointerup", () => this.step({ type: "up" }), { signal });
    document.addEventListener("pointercancel", () => this.step({ type: "cancel" }), { signal });
    // Once a selection has begun the page must stay where it is.
    const onTouchMove = (touch: TouchEvent) => {
      if (this.gesture.kind === "dragging" && touch.cancelable) touch.preventDefault();
    };
    document.addEventListener("touchmove", onTouchMove, { signal, passive: false });
  }

  private step(input: GestureInput): void {
    const [next, effect] = stepGesture(this.gesture, input);
    this.gesture = next;
    if (next.kind === "idle") this.endPress();
    const { start } = this;
    if (!effect || !start) return;
    if (effect.type === "tap") return this.handlers().onPress(start, true);
    const range = effect.type === "hold" ? { from: effect.position, to: effect.position } : effect.range;
    const place = { message: start.message, field: start.field, from: range.from, to: range.to + 1 };
    this.handlers().onSelect(place, "touch", { isExact: false, clicks: 1 });
  }

  private onMouseUp(event: MouseEvent): void {
    if (this.isTouch || !this.isPressed || event.button !== 0) return;
    this.isPressed = false;
    const selection = window.getSelection();
    const place = placeOfSelection(selection);
    if (!place || !this.box.contains(selection?.anchorNode ?? null)) {
      const point = placeAtPoint(event.clientX, event.clientY);
      if (point && fieldOfNode(event.target as Node)) this.handlers().onPress(point, false);
      return;
    }
    this.handlers().onSelect(place, "mouse", { isExact: event.altKey, clicks: event.detail });
  }

  private onClick(event: MouseEvent): void {
    const chip = (event.target as Element).closest<HTMLElement>("button[data-chip]");
    // Only now: what is offered at another message moves the text, and a press would end elsewhere than it began.
    const message = messageOfNode(event.target as Node);
    if (message !== null) this.handlers().onTouch(message);
    if (chip) this.handlers().onChip(chip.dataset.chip ?? "", chip.dataset.label ?? "", this.isTouch);
  }
}

const at = ({ clientX: x, clientY: y }: MouseEvent) => ({ x, y });

export function usePointer(container: RefObject<HTMLElement | null>, handlers: PointerHandlers): void {
  const newest = useNewest(handlers);
  useLayoutEffect(() => {
    const box = container.current;
    if (!box) return;
    const listener = new Listener(box, () => newest.current);
    return () => listener.stop();
  }, [container, newest]);
}
