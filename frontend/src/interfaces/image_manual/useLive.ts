import { useSyncExternalStore } from "react";
import type { Viewport } from "../../geometry/viewport";
import type { Stage } from "../shared/image/stage";
import type { Gestures, Live } from "./gestures";

/** What is being drawn, and what is in sight: only parts that use this are drawn anew with every movement. */
export const useLive = (gestures: Gestures): Live => useSyncExternalStore(gestures.subscribe, gestures.getLive);

export const useViewport = (stage: Stage): Viewport => useSyncExternalStore(stage.subscribe, stage.getViewport);
