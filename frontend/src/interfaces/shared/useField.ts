/**
 * The text of a field and the key of the task, kept in step.
 *
 * The field is not controlled by React: custom code sets its `value` and fires `input`, which a controlled field would
 * not notice. What is typed goes to the task a moment later, and at once when the field is left or somebody answers.
 */
import { useEffect, useRef, type RefObject } from "react";
import { useNewest } from "../../hooks/useNewest";
import { onFlush } from "../../model/pendingInputs";

export type TextField = HTMLInputElement | HTMLTextAreaElement;

/** Time until typed text is in the task (ms). */
const WRITE_MS = 80;
/** After a pause of this length, typing on is a new step for "undo the last edit" (ms). */
const STEP_MS = 1500;

/** What the field shows for the value in the task. */
export function fieldText(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
}

interface FieldInput {
  fieldRef: RefObject<TextField | null>;
  /** Changes when the field is another element. */
  kind: string;
  /** The value in the task. */
  value: unknown;
  /** isStep: A new step that can be taken back, as opposed to more of the last one. */
  write(text: string, isStep: boolean): void;
  /** Something was typed or inserted. */
  onInput(text: string): void;
}

export function useField({ fieldRef, kind, value, write, onInput }: FieldInput): void {
  const newest = useNewest({ write, onInput });
  /** What the field and the task had in common last. */
  const known = useRef(fieldText(value));

  useEffect(() => {
    const element = fieldRef.current;
    if (!element) return;
    let timer = 0;
    let lastWrite = -Infinity;

    const flush = () => {
      window.clearTimeout(timer);
      timer = 0;
      const text = element.value;
      // An untouched field writes nothing, and its key stays absent.
      if (text === known.current) return;
      known.current = text;
      const now = performance.now();
      const isStep = now - lastWrite > STEP_MS;
      lastWrite = now;
      newest.current.write(text, isStep);
    };
    const onTyped = () => {
      if (timer === 0) timer = window.setTimeout(flush, WRITE_MS);
      newest.current.onInput(element.value);
    };
    const onLeave = () => {
      flush();
      lastWrite = -Infinity;
    };

    element.addEventListener("input", onTyped);
    element.addEventListener("change", flush);
    element.addEventListener("blur", onLeave);
    window.addEventListener("pagehide", flush);
    const stopFlushing = onFlush(flush);
    return () => {
      window.clearTimeout(timer);
      element.removeEventListener("input", onTyped);
      element.removeEventListener("change", flush);
      element.removeEventListener("blur", onLeave);
      window.removeEventListener("pagehide", flush);
      stopFlushing();
    };
  }, [fieldRef, kind, newest]);

  // Changes from elsewhere: undo, reset, custom code.
  const text = fieldText(value);
  useEffect(() => {
    if (!fieldRef.current || text === known.current) return;
    known.current = text;
    fieldRef.current.value = text;
  }, [fieldRef, text]);
}

/** Puts the cursor behind the text of the field, once: cards are mounted afresh for each task. */
export function useFirstFocus(fieldRef: RefObject<TextField | null>, isOn: boolean): void {
  useEffect(() => {
    const element = fieldRef.current;
    if (!isOn || !element) return;
    element.focus({ preventScroll: true });
    element.setSelectionRange(element.value.length, element.value.length);
  }, [fieldRef, isOn]);
}
