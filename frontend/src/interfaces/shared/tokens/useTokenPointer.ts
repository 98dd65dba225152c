/** Pointer events on tokens: feeds the gesture machine (text/gesture.ts) and reports what came out. */
import { useEffect, useState, type RefObject } from "react";
import { useNewest } from "../../../hooks/useNewest";
import type { TokenRange } from "../../../text/alignSpans";
import { tokenAtPoint, tokenOfNode, tokensOfSelection } from "../../../text/domSelection";
import { HOLD_MS, IDLE, previewRange, stepGesture, type Gesture, type GestureInput } from "../../../text/gesture";
import { isTextField } from "../../../keymap/dispatcher";
import { makePreview, type Preview } from "./preview";
import { scrollParent } from "./useNearChunks";

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

/** A drag this close to the edge of what scrolls moves it (px). */
const EDGE_PX = 48;
const SCROLL_STEP_PX = 14;

export interface TokenPointer {
  /** The range under the pointer while it drags. */
  preview: Preview;
  isDragging: boolean;
}

export function useTokenPointer(
  container: RefObject<HTMLElement | null>,
  handlers: TokenPointerHandlers,
  isEnabled: boolean,
): TokenPointer {
  const [preview] = useState(makePreview);
  const [isDragging, setDragging] = useState(false);
  const newest = useNewest(handlers);

  useEffect(() => {
    const box = container.current;
    if (!box || !isEnabled) return;
    return listen(box, newest, (range) => {
      preview.set(range);
      setDragging(range !== null);
    });
  }, [container, isEnabled, preview, newest]);

  return { preview, isDragging };
}

function listen(
  box: HTMLElement,
  handlers: RefObject<TokenPointerHandlers>,
  setPreview: (range: TokenRange | null) => void,
): () => void {
  const document = box.ownerDocument;
  const lasting = new AbortController();
  let gesture: Gesture = IDLE;
  let press: AbortController | null = null;
  let hold = 0;
  let frame = 0;
  let pointerType = "mouse";
  let ignoreClick = false;
  let last = { x: 0, y: 0 };
  let pressed: Element = box;

  const step = (input: GestureInput) => {
    const [next, effect] = stepGesture(gesture, input);
    gesture = next;
    setPreview(previewRange(gesture));
    if (gesture.kind === "idle") endPress();
    if (!effect) return;
    if (effect.type === "select") {
      ignoreClick = true;
      handlers.current.onSelect(effect.range, effect.anchor, effect.isTouch);
    } else if (effect.type === "hold") handlers.current.onHold(effect.position);
    else handlers.current.onTap(effect.position, pressed);
  };

  const endPress = () => {
    press?.abort();
    press = null;
    window.clearTimeout(hold);
    cancelAnimationFrame(frame);
    frame = 0;
  };

  const positionAt = (event: { clientX: number; clientY: number; target: EventTarget | null }) =>
    tokenAtPoint(box, event.clientX, event.clientY) ?? tokenOfNode(event.target as Node | null);

  // Near the edge the text scrolls below a pointer that rests, so this runs per frame and not per event.
  const scroll = () => {
    frame = 0;
    if (gesture.kind !== "dragging") return;
    const parent = scrollParent(box);
    const area = parent?.getBoundingClientRect() ?? { top: 0, bottom: window.innerHeight };
    const up = last.y - area.top < EDGE_PX;
    const down = Math.min(area.bottom, window.innerHeight) - last.y < EDGE_PX;
    if (!up && !down) return;
    (parent ?? window).scrollBy(0, up ? -SCROLL_STEP_PX : SCROLL_STEP_PX);
    step({ type: "move", position: tokenAtPoint(box, last.x, last.y), ...last });
    frame = requestAnimationFrame(scroll);
  };

  const onMove = (event: PointerEvent) => {
    if (!event.isPrimary) return;
    last = { x: event.clientX, y: event.clientY };
    step({ type: "move", position: positionAt(event), ...last });
    if (gesture.kind !== "pressed") window.clearTimeout(hold);
    if (gesture.kind === "dragging" && frame === 0) frame = requestAnimationFrame(scroll);
  };

  const onDown = (event: PointerEvent) => {
    pointerType = event.pointerType || "mouse";
    ignoreClick = false;
    const target = event.target as Element;
    if (event.button !== 0 || !event.isPrimary || target.closest("button, a, input")) return;
    const position = positionAt(event);
    if (position === null) return;
    pressed = target;
    endPress();
    // Letters would otherwise still go into a field that looks left.
    if (isTextField(document.activeElement)) (document.activeElement as HTMLElement).blur();
    handlers.current.onPress(position);
    last = { x: event.clientX, y: event.clientY };
    step({ type: "down", position, ...last, isTouch: pointerType === "touch" });
    press = new AbortController();
    const { signal } = press;
    // On the document: a drag may leave the text, the card and the window, and is not lost.
    document.addEventListener("pointermove", onMove, { signal });
    document.addEventListener("pointerup", () => step({ type: "up" }), { signal });
    document.addEventListener("pointercancel", () => step({ type: "cancel" }), { signal });
    window.addEventListener("blur", () => step({ type: "cancel" }), { signal });
    document.addEventListener(
      "keydown",
      (key) => {
        if (key.key !== "Escape" || gesture.kind !== "dragging") return;
        key.preventDefault();
        ignoreClick = true;
        step({ type: "cancel" });
      },
      { signal, capture: true },
    );
    if (pointerType !== "touch") return;
    hold = window.setTimeout(() => {
      step({ type: "hold" });
      if (gesture.kind === "dragging") navigator.vibrate?.(8);
    }, HOLD_MS);
    // Once a selection has begun the page must stay where it is.
    document.addEventListener(
      "touchmove",
      (touch) => {
        if (gesture.kind === "dragging" && touch.cancelable) touch.preventDefault();
      },
      { signal, passive: false },
    );
  };

  const onMouseDown = (event: MouseEvent) => {
    // No native selection and no change of focus: the selection is ours. Keys with the mouse keep the native one.
    if (event.button === 0 && !(event.target as Element).closest("button, a, input")) event.preventDefault();
  };

  const onClick = (event: MouseEvent) => {
    const remove = (event.target as Element).closest<HTMLElement>("[data-remove]");
    if (remove) return handlers.current.onRemove(Number(remove.dataset.remove));
    if (ignoreClick || pointerType === "touch") {
      ignoreClick = false;
      return;
    }
    handlers.current.onClick(tokenOfNode(event.target as Node) ?? spanStart(event.target as Element), event);
  };

  const onDoubleClick = (event: MouseEvent) => {
    if (pointerType === "touch") return;
    const position = tokenOfNode(event.target as Node);
    if (position !== null) handlers.current.onDoubleClick(position);
  };

  // Selections that didn't come from our own gestures: touch handles, assistive technology, scripts.
  const onNativeSelection = () => {
    if (gesture.kind !== "idle") return;
    const selection = document.getSelection();
    const range = tokensOfSelection(box, selection);
    if (!range) return;
    selection?.removeAllRanges();
    ignoreClick = true;
    handlers.current.onSelect(range, range.from, pointerType === "touch");
  };

  const { signal } = lasting;
  box.addEventListener("pointerdown", onDown, { signal });
  box.addEventListener("mousedown", onMouseDown, { signal });
  box.addEventListener("click", onClick, { signal });
  box.addEventListener("dblclick", onDoubleClick, { signal });
  box.addEventListener("contextmenu", (event) => pointerType === "touch" && event.preventDefault(), { signal });
  document.addEventListener("mouseup", onNativeSelection, { signal });
  document.addEventListener("touchend", onNativeSelection, { signal });
  return () => {
    endPress();
    lasting.abort();
  };
}

/** The first token of the span around an element: its label belongs to no token. */
function spanStart(element: Element): number | null {
  const span = element.closest<HTMLElement>("[data-span]");
  return span ? Number(span.dataset.span) : null;
}
