/** Offers the shapes of the picture before as suggestions, if the setting says so. */
import { useEffect, useRef } from "react";
import { useNewest } from "../../../hooks/useNewest";
import type { Size } from "../../../geometry/points";
import { spansOf } from "../../shared/image/drawnShapes";
import type { ViewProps } from "../../types";
import { carried, frameBefore, NO_FRAMES, remember, type Frames } from "./carryOver";

/** Belongs to the page, like the active label: of all pictures that were seen since it was opened. */
let frames: Frames = NO_FRAMES;

/** For tests: forget everything. */
export function forgetFrames(): void {
  frames = NO_FRAMES;
}

export function useCarryOver(props: ViewProps & { spansKey: string; space: Size | null }): void {
  const { config, spansKey, space, readOnly } = props;
  const { image_manual_carry_over: setting = false } = config;
  const newest = useNewest(props);
  const isOffered = useRef(false);
  const isOn = setting !== false && setting !== "" && !readOnly;

  useEffect(() => {
    if (!isOn || !space || isOffered.current) return;
    isOffered.current = true;
    const { task, update } = newest.current;
    // Whoever has looked at this picture before has decided already.
    if (spansKey in task) return;
    const found = frameBefore(frames, frameOf(task, space, setting), setting);
    frames = found.frames;
    if (found.frame) update({ [spansKey]: found.frame.shapes.map(carried) }, { undoable: false });
  }, [isOn, setting, space, spansKey, newest]);

  useEffect(() => {
    if (!isOn || !space) return;
    return () => {
      // eslint-disable-next-line react-hooks/exhaustive-deps -- the newest at that time is what is meant
      const { task } = newest.current;
      frames = remember(frames, { ...frameOf(task, space, setting), shapes: spansOf(task, spansKey) });
    };
  }, [isOn, setting, space, spansKey, newest]);
}

function frameOf(task: ViewProps["task"], { width, height }: Size, setting: boolean | string) {
  const sequence = typeof setting === "string" ? task[setting] : undefined;
  return { taskHash: task._task_hash, width, height, sequence };
}
