/** Keyboard work on units: one has the focus, arrow keys move it, shift extends a selection in span mode. */
import { useLayoutEffect, useState, type FocusEvent, type KeyboardEvent, type RefObject } from "react";
import { rangeBetween } from "../../text/selection";
import type { TokenRange } from "../../text/alignSpans";
import type { Units } from "../shared/arcs/units";

export interface UnitCursor {
  /** The unit that takes the focus by tab; -1 if there is none. */
  unit: number;
  /** Keys are in use at the moment. */
  isActive: boolean;
  /** Selected with shift, in tokens. */
  selection: TokenRange | null;
  collapse(): void;
  /** The pointer took over. */
  leave(unit: number): void;
  handlers: {
    onKeyDown(event: KeyboardEvent<HTMLElement>): void;
    onFocus(event: FocusEvent<HTMLElement>): void;
    onBlur(event: FocusEvent<HTMLElement>): void;
  };
}

interface KeyInput {
  container: RefObject<HTMLElement | null>;
  units: Units;
  isRtl: boolean;
  /** Shift and an arrow select; without it they only move. */
  canSelect: boolean;
  onPress(unit: number, selection: TokenRange | null, withShift: boolean): void;
}

export function useUnitKeys({ container, units, isRtl, canSelect, onPress }: KeyInput): UnitCursor {
  // In tokens: an edit may turn several units into one.
  const [position, setPosition] = useState<number | null>(null);
  const [anchor, setAnchor] = useState<number | null>(null);
  const [isActive, setActive] = useState(false);
  const { list, ofToken } = units;
  const first = list.findIndex(({ isInert }) => !isInert);
  const unit = position === null ? first : (ofToken[position] ?? first);

  const element = (index: number) =>
    container.current?.querySelector<HTMLElement>(`[data-unit="${list[index]?.from}"]`);

  // A new span replaces its tokens; the focus must not get lost with them.
  useLayoutEffect(() => {
    if (!isActive) return;
    const focused = document.activeElement;
    if (focused === null || focused === document.body) element(unit)?.focus();
  });

  const unitOf = (target: EventTarget) => {
    const found = (target as Element).closest<HTMLElement>("[data-unit]");
    return found ? (ofToken[Number(found.dataset.unit)] ?? -1) : -1;
  };

  const rangeOf = (from: number, to: number): TokenRange => {
    const { from: start, to: end } = rangeBetween(from, to);
    return { from: list[start]?.from ?? start, to: list[end]?.to ?? end };
  };
  const selection = anchor === null || !canSelect || unit < 0 ? null : rangeOf(ofToken[anchor] ?? unit, unit);

  const moveTo = (next: number, isExtending: boolean) => {
    const target = list[next];
    if (!target) return;
    setAnchor(isExtending ? (anchor ?? list[unit]?.from ?? null) : null);
    setPosition(target.from);
    element(next)?.focus();
  };

  const step = (direction: 1 | -1): number => {
    for (let i = unit + direction; i >= 0 && i < list.length; i += direction) if (!list[i]?.isInert) return i;
    return unit;
  };

  const target = (key: string): number | null => {
    const forward = isRtl ? "ArrowLeft" : "ArrowRight";
    switch (key) {
      case "ArrowLeft":
      case "ArrowRight":
        return step(key === forward ? 1 : -1);
      case "ArrowDown":
      case "ArrowUp":
        return ofToken[otherLine(element(unit), key === "ArrowDown" ? 1 : -1) ?? -1] ?? unit;
      case "Home":
        return first;
      case "End":
        return list.findLastIndex(({ isInert }) => !isInert);
      default:
        return null;
    }
  };

  return {
    unit,
    isActive,
    selection,
    collapse: () => setAnchor(null),
    leave(next) {
      setActive(false);
      setAnchor(null);
      setPosition(list[next]?.from ?? null);
      const focused = document.activeElement;
      if (focused && container.current?.contains(focused)) (focused as HTMLElement).blur();
    },
    handlers: {
      onKeyDown(event) {
        if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
        const here = unitOf(event.target);
        if (here < 0) return;
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          if (!event.repeat) onPress(here, selection, event.shiftKey);
          setAnchor(null);
          return;
        }
        const next = target(event.key);
        if (next === null || next < 0) return;
        event.preventDefault();
        moveTo(next, event.shiftKey && canSelect);
      },
      onFocus(event) {
        const here = list[unitOf(event.target)];
        if (!here) return;
        setActive(true);
        setPosition((before) => (before !== null && ofToken[before] === ofToken[here.from] ? before : here.from));
      },
      onBlur(event) {
        // Without a new place of focus, the unit was only redrawn.
        if (event.relatedTarget && !container.current?.contains(event.relatedTarget)) setActive(false);
      },
    },
  };
}

/** The `data-unit` of the unit below or above, by where it stands. */
function otherLine(unit: HTMLElement | null | undefined, direction: 1 | -1): number | null {
  const line = unit?.closest(".prodigy-arc-line");
  if (!unit || !line) return null;
  const { left, width } = unit.getBoundingClientRect();
  const middle = left + width / 2;
  for (
    let other = direction > 0 ? line.nextElementSibling : line.previousElementSibling;
    other?.classList.contains("prodigy-arc-line");
    other = direction > 0 ? other.nextElementSibling : other.previousElementSibling
  ) {
    let best: { index: number; distance: number } | null = null;
    for (const candidate of other.querySelectorAll<HTMLElement>("[data-unit][tabindex]")) {
      const rect = candidate.getBoundingClientRect();
      const distance = Math.abs(rect.left + rect.width / 2 - middle);
      if (!best || distance < best.distance) best = { index: Number(candidate.dataset.unit), distance };
    }
    if (best) return best.index;
  }
  return null;
}
