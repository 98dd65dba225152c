import { useEffect, type RefObject } from "react";
import { useNewest } from "../hooks/useNewest";
import type { SwipeHandlers } from "./watchSwipes";

export interface SwipeOptions extends SwipeHandlers {
  isOn: boolean;
}

/** Lets a finger push the element aside. */
export function useSwipe(ref: RefObject<HTMLElement | null>, options: SwipeOptions): void {
  const newest = useNewest(options);
  const { isOn } = options;
  useEffect(() => {
    if (!isOn) return;
    let stop: (() => void) | undefined;
    let isOver = false;
    const handlers: SwipeHandlers = {
      answerOf: (direction) => newest.current.answerOf(direction),
      onSwipe: (direction) => newest.current.onSwipe(direction),
    };
    const start = ({ watchSwipes }: typeof import("./watchSwipes")) => {
      if (!isOver && ref.current) stop = watchSwipes(ref.current, handlers);
    };
    import("./watchSwipes").then(start, (error: unknown) => console.warn("Swiping does not work.", error));
    return () => {
      isOver = true;
      stop?.();
    };
  }, [ref, isOn, newest]);
}
