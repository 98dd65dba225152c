/**
 * Keyboard work in the text: one token has the focus, arrow keys move it, shift extends a selection.
 *
 * `position` is always a token, so that tab finds its way in; `isActive` tells whether keys are in use at the moment.
 * After mouse work it is false, so that backspace still takes back the last answer.
 */
import { useCallback, useEffect, useLayoutEffect, useState, type RefObject } from "react";
import { flushSync } from "react-dom";
import { useNewest } from "../../../hooks/useNewest";
import type { Token } from "../../../model/parts";
import type { TokenRange } from "../../../text/alignSpans";
import { tokenAtPoint, tokenElement, tokenOfNode } from "../../../text/domSelection";
import { getPlacedText } from "../../../text/placedText";
import { rangeBetween, stepToken } from "../../../text/selection";
import { isSelectableToken, type TokenRules } from "../../../text/tokens";

export interface TokenCursor {
  position: number;
  isActive: boolean;
  /** Selected with shift; null if only the cursor's token counts. */
  selection: TokenRange | null;
  collapse(): void;
  /** The pointer took over. */
  leave(position: number): void;
  /** Bring the focus to a token, as after a jump to the next span. */
  moveTo(position: number): void;
}

interface Cursor {
  position: number;
  anchor: number | null;
}

export function useTokenKeys(
  container: RefObject<HTMLElement | null>,
  tokens: readonly Token[],
  rules: TokenRules,
  onMoved: (position: number, selection: TokenRange | null) => void,
): TokenCursor {
  const [cursor, setCursor] = useState<Cursor>(() => ({ position: firstSelectable(tokens, rules), anchor: null }));
  const [isActive, setActive] = useState(false);
  const newest = useNewest({ cursor, tokens, rules, onMoved });

  // Redrawing a span replaces its tokens; the focus must not get lost with them.
  useLayoutEffect(() => {
    const box = container.current;
    if (!isActive || !box) return;
    const token = tokenElement(box, cursor.position);
    const focused = document.activeElement;
    if (token && token !== focused && (focused === document.body || focused === null || box.contains(focused)))
      token.focus();
  });

  const move = useCallback(
    (position: number, isExtending: boolean) => {
      const { cursor: before, tokens: all, onMoved } = newest.current;
      if (position < 0 || position >= all.length) return;
      const anchor = isExtending ? (before.anchor ?? before.position) : null;
      setCursor({ position, anchor });
      setActive(true);
      onMoved(position, anchor === null ? null : rangeBetween(anchor, position));
    },
    [newest],
  );

  useEffect(() => {
    const box = container.current;
    if (!box) return;
    return listen(box, {
      setActive,
      target: (key) => keyTarget(key, box, newest.current),
      move,
      focus: (position) => setCursor((before) => (before.position === position ? before : { position, anchor: null })),
    });
  }, [container, move, newest]);

  return {
    position: Math.min(cursor.position, tokens.length - 1),
    isActive,
    selection: cursor.anchor === null ? null : rangeBetween(cursor.anchor, cursor.position),
    collapse: () => setCursor((before) => ({ ...before, anchor: null })),
    leave: (position) => {
      setActive(false);
      setCursor({ position, anchor: null });
      const focused = document.activeElement;
      if (container.current?.contains(focused)) (focused as HTMLElement).blur();
    },
    moveTo: (position) => {
      move(position, false);
      // Also when the focus is somewhere else entirely.
      const box = container.current;
      if (box) requestAnimationFrame(() => tokenElement(box, position)?.focus());
    },
  };
}

function firstSelectable(tokens: readonly Token[], rules: TokenRules): number {
  return Math.max(
    0,
    tokens.findIndex((token) => isSelectableToken(token, rules)),
  );
}

interface Listeners {
  setActive(isActive: boolean): void;
  /** The token that a key leads to; null for other keys. */
  target(key: string): number | null;
  move(position: number, isExtending: boolean): void;
  /** A token got the focus. */
  focus(position: number): void;
}

/** Listens to the tokens of a text. Returns the function that ends it. */
function listen(box: HTMLElement, { setActive, target, move, focus }: Listeners): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (tokenOfNode(event.target as Node) === null) return;
    // At once: a shortcut of the same key press asks whether keys are in use.
    if (event.key !== "Backspace" && event.key !== "Delete") flushSync(() => setActive(true));
    const next = target(event.key);
    if (next === null) return;
    event.preventDefault();
    move(next, event.shiftKey);
  };
  const onFocusIn = (event: FocusEvent) => {
    const position = tokenOfNode(event.target as Node);
    if (position === null) return;
    // A focus that came along with the task is not in use yet: backspace still takes back the last answer.
    if (!box.closest("[data-prodigy-arrived]")) setActive(true);
    focus(position);
  };
  const onFocusOut = (event: FocusEvent) => {
    // Without a new place of focus, the token was only redrawn.
    if (event.relatedTarget && !box.contains(event.relatedTarget as Node)) setActive(false);
  };
  const onPointerDown = (event: Event) => {
    // A label that is clicked is meant for the span in focus; any other press ends the work with keys.
    const target = event.target as Element;
    if (!box.contains(target) && !target.closest?.(".prodigy-label-bar")) setActive(false);
  };
  const ending = new AbortController();
  const { signal } = ending;
  document.addEventListener("pointerdown", onPointerDown, { signal });
  box.addEventListener("keydown", onKeyDown, { signal });
  box.addEventListener("focusin", onFocusIn, { signal });
  box.addEventListener("focusout", onFocusOut, { signal });
  return () => ending.abort();
}

interface KeyContext {
  cursor: Cursor;
  tokens: readonly Token[];
  rules: TokenRules;
}

/** The token that a key leads to; null for other keys. */
function keyTarget(key: string, box: HTMLElement, { cursor, tokens, rules }: KeyContext): number | null {
  // Left is left, also in text that runs from right to left.
  const forward = getComputedStyle(box).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  switch (key) {
    case "ArrowRight":
    case "ArrowLeft":
      return stepToken(cursor.position, key === forward ? 1 : -1, tokens, rules);
    case "ArrowDown":
    case "ArrowUp":
      return nextLine(box, cursor.position, key === "ArrowDown" ? 1 : -1);
    case "Home":
      return firstSelectable(tokens, rules);
    case "End":
      return stepToken(tokens.length, -1, tokens, rules);
    default:
      return null;
  }
}

/** The token below or above; the same one on the last and first line. */
function nextLine(box: HTMLElement, position: number, direction: 1 | -1): number {
  const placed = getPlacedText(box);
  if (placed) return placed.nextLine(position, direction);
  const token = tokenElement(box, position);
  if (!token) return position;
  const rect = token.getBoundingClientRect();
  const lineHeight = parseFloat(getComputedStyle(box).lineHeight) || rect.height * 1.8;
  const x = rect.left + rect.width / 2;
  const y = rect.top + rect.height / 2;
  const bounds = box.getBoundingClientRect();
  // Empty lines have no tokens to stop on, so look a little further.
  for (let lines = 1; lines <= 6; lines += 1) {
    const targetY = y + direction * lines * lineHeight;
    if (targetY < bounds.top || targetY > bounds.bottom) return position;
    const next = tokenAtPoint(box, x, targetY);
    if (next !== null && next !== position && next > position === direction > 0) return next;
  }
  return position;
}
