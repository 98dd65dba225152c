/** Which unit or arc the pointer rests on. A pointer that only passes changes nothing, so that the card stays calm. */
import { useEffect, useRef, useState } from "react";

const REST_MS = 90;

interface Focus {
  /** Position in the list of units; -1: none. */
  unit: number;
  /** Position in the list of arcs; -1: none. */
  arc: number;
}

const NONE: Focus = { unit: -1, arc: -1 };

export function useArcFocus(): Focus & { set(unit: number, arc: number): void } {
  const [focus, setFocus] = useState(NONE);
  const wanted = useRef(NONE);
  const timer = useRef<number>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return {
    ...focus,
    set(unit, arc) {
      if (wanted.current.unit === unit && wanted.current.arc === arc) return;
      wanted.current = { unit, arc };
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => setFocus(wanted.current), REST_MS);
    },
  };
}
