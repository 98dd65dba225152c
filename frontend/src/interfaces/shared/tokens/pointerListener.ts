/** Listens to the pointer over tokens and steps the gesture machine (text/gesture.ts) with what it hears. */
import type { TokenRange } from "../../../text/alignSpans";
import { tokenAtPoint, tokenOfNode, tokensOfSelection } from "../../../text/domSelection";
import { HOLD_MS, IDLE, previewRange, stepGesture, type Gesture, type GestureInput } from "../../../text/gesture";
import { isTextField } from "../../../keymap/dispatcher";
import { makeEdgeScroll, type EdgeScroll } from "./edgeScroll";

export interface TokenPointerHandlers {
  /** A drag, or a native selection, ended. */
  onSelect(range: TokenRange, anchor: number, isTouch: boolean): void;
  /** A mouse click; `count` is 2 for the second click of a double click. */
  onClick(position: number | null, event: MouseEvent): void;
  onDoubleClick(position: number): void;
  /** A finger touched a token; `target` is what it hit inside of it. */
  onTap(position: number, target: Element): void;
  /** A finger rested on a token. */
  onHold(position: number): void;
  /** The × of a span: the value of its `data-remove`, the token at which the span starts unless the view says otherwise. */
  onRemove(id: number): void;
  /** A press began: keyboard work in the text has ended. */
  onPress(position: number): void;
}

/** Controls inside of the text keep what the browser does with a press. */
const CONTROLS = "button, a, input";

export class PointerListener {
  private readonly box: HTMLElement;
  private readonly getHandlers: () => TokenPointerHandlers;
  private readonly setPreview: (range: TokenRange | null) => void;
  private readonly scroll: EdgeScroll;
  private readonly lasting = new AbortController();
  private gesture: Gesture = IDLE;
  /** Ends what is listened to during a press only. */
  private press: AbortController | null = null;
  private holdTimer = 0;
  private pointerType = "mouse";
  private ignoreClick = false;
  private last = { x: 0, y: 0 };
  private pressed: Element;

  constructor(
    box: HTMLElement,
    getHandlers: () => TokenPointerHandlers,
    setPreview: (range: TokenRange | null) => void,
  ) {
    this.box = box;
    this.pressed = box;
    this.getHandlers = getHandlers;
    this.setPreview = setPreview;
    this.scroll = makeEdgeScroll(
      box,
      () => (this.gesture.kind === "dragging" ? this.last.y : null),
      () => this.step({ type: "move", position: tokenAtPoint(box, this.last.x, this.last.y), ...this.last }),
    );
    this.listen();
  }

  stop(): void {
    this.endPress();
    this.lasting.abort();
  }

  private listen(): void {
    const { box } = this;
    const document = box.ownerDocument;
    const { signal } = this.lasting;
    box.addEventListener("pointerdown", (event) => this.onDown(event), { signal });
    box.addEventListener("mousedown", onMouseDown, { signal });
    box.addEventListener("click", (event) => this.onClick(event), { signal });
    box.addEventListener("dblclick", (event) => this.onDoubleClick(event), { signal });
    const onMenu = (event: Event) => this.pointerType === "touch" && event.preventDefault();
    box.addEventListener("contextmenu", onMenu, { signal });
    document.addEventListener("mouseup", () => this.onNativeSelection(), { signal });
    document.addEventListener("touchend", () => this.onNativeSelection(), { signal });
  }

  private step(input: GestureInput): void {
    const [next, effect] = stepGesture(this.gesture, input);
    this.gesture = next;
    this.setPreview(previewRange(next));
    if (next.kind === "idle") this.endPress();
    if (!effect) return;
    const handlers = this.getHandlers();
    if (effect.type === "select") {
      this.ignoreClick = true;
      handlers.onSelect(effect.range, effect.anchor, effect.isTouch);
    } else if (effect.type === "hold") handlers.onHold(effect.position);
    else handlers.onTap(effect.position, this.pressed);
  }

  private endPress(): void {
    this.press?.abort();
    this.press = null;
    window.clearTimeout(this.holdTimer);
    this.scroll.stop();
  }

  private positionAt(event: PointerEvent): number | null {
    return tokenAtPoint(this.box, event.clientX, event.clientY) ?? tokenOfNode(event.target as Node | null);
  }

  private onDown(event: PointerEvent): void {
    this.pointerType = event.pointerType || "mouse";
    this.ignoreClick = false;
    const target = event.target as Element;
    if (event.button !== 0 || !event.isPrimary || target.closest(CONTROLS)) return;
    const position = this.positionAt(event);
    if (position === null) return;
    this.pressed = target;
    this.endPress();
    // Letters would otherwise still go into a field that looks left.
    if (isTextField(document.activeElement)) (document.activeElement as HTMLElement).blur();
    this.getHandlers().onPress(position);
    this.last = { x: event.clientX, y: event.clientY };
    const isTouch = this.pointerType === "touch";
    // "manipulation" is how browsers call pan-x and pan-y together.
    const pansAll = isTouch && /pan-x|manipulation/.test(getComputedStyle(this.box).touchAction);
    this.step({ type: "down", position, ...this.last, isTouch, pansAll });
    this.press = new AbortController();
    this.listenToPress(this.press.signal);
    if (isTouch) this.listenToFinger(this.press.signal);
  }

  /** On the document: a drag may leave the text, the card and the window, and is not lost. */
  private listenToPress(signal: AbortSignal): void {
    const document = this.box.ownerDocument;
    document.addEventListener("pointermove", (event) => this.onMove(event), { signal });
    document.addEventListener("pointerup", () => this.step({ type: "up" }), { signal });
    document.addEventListener("pointercancel", () => this.step({ type: "cancel" }), { signal });
    window.addEventListener("blur", () => this.step({ type: "cancel" }), { signal });
    const onKey = (key: KeyboardEvent) => {
      if (key.key !== "Escape" || this.gesture.kind !== "dragging") return;
      key.preventDefault();
      this.ignoreClick = true;
      this.step({ type: "cancel" });
    };
    document.addEventListener("keydown", onKey, { signal, capture: true });
  }

  private listenToFinger(signal: AbortSignal): void {
    this.holdTimer = window.setTimeout(() => {
      this.step({ type: "hold" });
      if (this.gesture.kind === "dragging") navigator.vibrate?.(8);
    }, HOLD_MS);
    // Once a selection has begun the page must stay where it is.
    const onTouchMove = (touch: TouchEvent) => {
      if (this.gesture.kind === "dragging" && touch.cancelable) touch.preventDefault();
    };
    this.box.ownerDocument.addEventListener("touchmove", onTouchMove, { signal, passive: false });
  }

  private onMove(event: PointerEvent): void {
    if (!event.isPrimary) return;
    this.last = { x: event.clientX, y: event.clientY };
    this.step({ type: "move", position: this.positionAt(event), ...this.last });
    if (this.gesture.kind !== "pressed") window.clearTimeout(this.holdTimer);
    if (this.gesture.kind === "dragging") this.scroll.start();
  }

  private onClick(event: MouseEvent): void {
    const target = event.target as Element;
    const remove = target.closest<HTMLElement>("[data-remove]");
    if (remove) return this.getHandlers().onRemove(Number(remove.dataset.remove));
    if (this.ignoreClick || this.pointerType === "touch") {
      this.ignoreClick = false;
      return;
    }
    this.getHandlers().onClick(tokenOfNode(target) ?? spanStart(target), event);
  }

  private onDoubleClick(event: MouseEvent): void {
    if (this.pointerType === "touch") return;
    const position = tokenOfNode(event.target as Node);
    if (position !== null) this.getHandlers().onDoubleClick(position);
  }

  /** Selections that didn't come from our own gestures: touch handles, assistive technology, scripts. */
  private onNativeSelection(): void {
    if (this.gesture.kind !== "idle") return;
    const selection = this.box.ownerDocument.getSelection();
    const range = tokensOfSelection(this.box, selection);
    if (!range) return;
    selection?.removeAllRanges();
    this.ignoreClick = true;
    this.getHandlers().onSelect(range, range.from, this.pointerType === "touch");
  }
}

/** No native selection and no change of focus: the selection is ours. Keys with the mouse keep the native one. */
function onMouseDown(event: MouseEvent): void {
  if (event.button === 0 && !(event.target as Element).closest(CONTROLS)) event.preventDefault();
}

/** The first token of the span around an element: its label belongs to no token. */
function spanStart(element: Element): number | null {
  const span = element.closest<HTMLElement>("[data-span]");
  return span ? Number(span.dataset.span) : null;
}
