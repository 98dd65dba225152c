/** Keyboard work on units: one has the focus, arrow keys move it, shift extends a selection in span mode. */
import { useLayoutEffect, useState, type FocusEvent, type KeyboardEvent, type RefObject } from "react";
import type { TokenRange } from "../../text/alignSpans";
import type { Units } from "../shared/arcs/units";
import { firstUnit, unitRange, unitTarget } from "./unitSteps";
import { otherLine } from "./otherLine";

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
  const unit = (position === null ? undefined : ofToken[position]) ?? firstUnit(list);

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

  const selection = anchor === null || !canSelect || unit < 0 ? null : unitRange(list, ofToken[anchor] ?? unit, unit);

  const moveTo = (next: number, isExtending: boolean) => {
    const target = list[next];
    if (!target) return;
    setAnchor(isExtending ? (anchor ?? list[unit]?.from ?? null) : null);
    setPosition(target.from);
    element(next)?.focus();
  };

  const target = (key: string) =>
    unitTarget(key, { list, unit, isRtl }, (direction) => ofToken[otherLine(element(unit), direction) ?? -1]);

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
