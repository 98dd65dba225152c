/** Leads the events of the frame to the gestures. */
import { useEffect, useMemo, type PointerEvent, type RefObject } from "react";
import type { AppConfig } from "../../model/config";
import { actionKeys } from "../../keymap/defaults";
import { canonical } from "../../keymap/parse";
import { useNewest } from "../../hooks/useNewest";
import { useShortcuts } from "../../keymap/react";
import type { Stage } from "../shared/image/stage";
import type { ViewProps } from "../types";
import { placeIn, type Gestures, type PointerInput } from "./gestures";

/** Zoom per px that a wheel turns; a notch has about 100. */
const WHEEL = 0.0016;
/** A trackpad reports a pinch as a slow wheel. */
const PINCH = 0.01;
/** Px per line and per page, for wheels that count those. */
const LINES = [1, 18, 400];

export function usePointer(frame: RefObject<HTMLDivElement | null>, stage: Stage, gestures: Gestures) {
  useWheel(frame, stage);
  return useMemo(() => {
    const read = (event: PointerEvent<HTMLDivElement>): PointerInput => ({
      id: event.pointerId,
      at: placeIn(event.currentTarget, event),
      time: event.timeStamp,
      isTouch: event.pointerType === "touch",
      button: event.button,
      shift: event.shiftKey,
      alt: event.altKey,
      exact: event.ctrlKey || event.metaKey,
      label: labelUnder(event.target),
    });
    return {
      onPointerDown(event: PointerEvent<HTMLDivElement>) {
        if (event.target instanceof Element && event.target.closest("button")) return;
        // The middle button would scroll, and a press would mark text.
        if (event.button <= 1) event.preventDefault();
        try {
          event.currentTarget.setPointerCapture(event.pointerId);
        } catch {
          // A pointer that is made up by a script can't be captured.
        }
        gestures.down(read(event));
      },
      onPointerMove(event: PointerEvent<HTMLDivElement>) {
        const { nativeEvent, currentTarget } = event;
        // All places that a quick hand was at, not only the last one of each frame.
        const all = gestures.live.draft?.tool === "freehand" ? (nativeEvent.getCoalescedEvents?.() ?? []) : [];
        const input = read(event);
        for (const one of all) gestures.move({ ...input, at: placeIn(currentTarget, one) });
        gestures.move(input);
      },
      onPointerUp: (event: PointerEvent<HTMLDivElement>) => gestures.up(read(event)),
      onPointerCancel: (event: PointerEvent<HTMLDivElement>) => gestures.cancel({ id: event.pointerId }),
      onPointerLeave: () => gestures.leave(),
    };
  }, [gestures]);
}

function labelUnder(target: EventTarget): number {
  const chip = target instanceof Element ? target.closest("[data-shape-label]") : null;
  return chip ? Number(chip.getAttribute("data-shape-label")) : -1;
}

/** The wheel zooms to the pointer. Where it can't zoom out any further it scrolls the page. */
function useWheel(frame: RefObject<HTMLDivElement | null>, stage: Stage) {
  useEffect(() => {
    const element = frame.current;
    const onWheel = (event: WheelEvent) => {
      if (!element || !stage.isReady) return;
      if (stage.isFitted && event.deltaY > 0 && !event.ctrlKey) return;
      event.preventDefault();
      const px = event.deltaY * (LINES[event.deltaMode] ?? 1);
      stage.zoomBy(Math.exp(-px * (event.ctrlKey ? PINCH : WHEEL)), placeIn(element, event));
    };
    // React's own listeners can't keep the page from scrolling.
    element?.addEventListener("wheel", onWheel, { passive: false });
    return () => element?.removeEventListener("wheel", onWheel);
  });
}

interface SpaceInput extends Pick<ViewProps, "answer" | "t"> {
  frame: RefObject<HTMLDivElement | null>;
  gestures: Gestures;
  config: AppConfig;
  isMine(): boolean;
}

/**
 * Space above the picture: held, it lets the pointer move the picture; if it didn't, it is what it is elsewhere, on
 * release.
 */
export function useSpacePan({ frame, gestures, config, isMine, answer, t }: SpaceInput) {
  const ignores =
    config.buttons?.includes("ignore") && actionKeys("ignore", config.keymap).some((key) => canonical(key) === "space");
  const newest = useNewest({ ignores, answer });
  useShortcuts([
    {
      action: "pan_picture",
      keys: ["space"],
      label: t("move_picture"),
      // Not in the overview of keys, where it would hide what space does.
      when: (key) => key !== undefined && isMine() && frame.current?.matches(":hover") === true,
      run: () => gestures.holdSpace(),
    },
  ]);
  useEffect(() => {
    const onKeyUp = ({ key }: KeyboardEvent) => {
      const { ignores, answer } = newest.current;
      if (key === " " && gestures.releaseSpace() && ignores) answer("ignore");
    };
    const onBlur = () => void gestures.releaseSpace();
    document.addEventListener("keyup", onKeyUp);
    window.addEventListener("blur", onBlur);
    return () => {
      document.removeEventListener("keyup", onKeyUp);
      window.removeEventListener("blur", onBlur);
    };
  }, [gestures, newest]);
}
