import { useCallback, type RefCallback } from "react";
import { useNewest } from "../hooks/useNewest";
import type { SwipeHandlers } from "./watchSwipes";

export interface SwipeOptions extends SwipeHandlers {
  isOn: boolean;
}

type Module = typeof import("./watchSwipes");

/** There from the second card on: such a card can be pushed aside as soon as it is in sight. */
let loaded: Module | undefined;

/** Lets a finger push the element aside that gets the returned reference. */
export function useSwipe(options: SwipeOptions): RefCallback<HTMLElement> {
  const newest = useNewest(options);
  const { isOn } = options;
  return useCallback(
    (element: HTMLElement | null) => {
      if (!isOn || !element) return;
      let stop: (() => void) | undefined;
      let isOver = false;
      const handlers: SwipeHandlers = {
        answerOf: (direction) => newest.current.answerOf(direction),
        onSwipe: (direction) => newest.current.onSwipe(direction),
      };
      const start = (module: Module) => {
        loaded = module;
        if (!isOver) stop = module.watchSwipes(element, handlers);
      };
      if (loaded) start(loaded);
      else import("./watchSwipes").then(start, (error: unknown) => console.warn("Swiping does not work.", error));
      return () => {
        isOver = true;
        stop?.();
      };
    },
    [isOn, newest],
  );
}
