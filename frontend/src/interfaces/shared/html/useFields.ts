/** Keeps the bound form controls of a template and the task in step. */
import { useEffect, useLayoutEffect, useRef, type RefObject } from "react";
import { useNewest } from "../../../hooks/useNewest";
import type { ViewProps } from "../../types";
import { onCheck } from "../../../model/pendingInputs";
import { boundControl, checkFields, readField, writeFields } from "./fields";
import type { MarkupTask } from "./markup";

export function useFields(
  ref: RefObject<HTMLElement | null>,
  task: MarkupTask,
  html: string | undefined,
  update: ViewProps["update"] | undefined,
): void {
  const newest = useNewest(update);
  const isOn = update !== undefined;
  /** The element is the same as long as there is markup at all. */
  const hasMarkup = html !== undefined;
  /** The field that is being typed into: all of it is one step that can be taken back. */
  const typing = useRef<string | null>(null);

  useLayoutEffect(() => {
    if (ref.current && isOn) writeFields(ref.current, task);
  }, [ref, isOn, task, html]);

  useEffect(() => {
    const root = ref.current;
    if (!root || !isOn || !hasMarkup) return;
    const onInput = (event: Event) => {
      const control = boundControl(event.target);
      if (!control) return;
      const [key, value] = readField(root, control);
      newest.current?.({ [key]: value }, { undoable: typing.current !== key });
      typing.current = event.type === "input" ? key : null;
    };
    const onLeave = () => {
      typing.current = null;
    };
    const uncheck = onCheck(() => checkFields(root) || "fields_invalid");
    root.addEventListener("input", onInput);
    root.addEventListener("change", onInput);
    root.addEventListener("focusout", onLeave);
    return () => {
      uncheck();
      root.removeEventListener("input", onInput);
      root.removeEventListener("change", onInput);
      root.removeEventListener("focusout", onLeave);
    };
  }, [ref, isOn, hasMarkup, newest]);
}
