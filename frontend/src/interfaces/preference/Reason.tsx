/** Why: a few words that are kept with the answer. */
import { useId, useRef, type RefObject } from "react";
import { isComposing } from "../../keymap/parse";
import { textDirection } from "../shared/direction";
import { fieldText, useField, type TextField } from "../shared/useField";
import type { ViewProps } from "../types";

interface ReasonProps extends Pick<ViewProps, "task" | "config" | "update" | "t"> {
  isRequired: boolean;
  isMissing: boolean;
  readOnly: boolean;
}

export function Reason({ task, config, update, t, isRequired, isMissing, readOnly }: ReasonProps) {
  const field = useRef<TextField>(null);
  const id = useId();
  useField({
    fieldRef: field,
    kind: "textarea",
    value: task.reason,
    write: (text, isStep) => update({ reason: text }, { undoable: isStep }),
    onInput: () => {},
  });
  return (
    <div className="prodigy-reason" data-missing={isMissing || undefined}>
      <label htmlFor={id}>{isRequired ? t("reason") : t("reason_optional")}</label>
      <textarea
        id={id}
        ref={field as RefObject<HTMLTextAreaElement>}
        rows={2}
        defaultValue={fieldText(task.reason)}
        readOnly={readOnly}
        dir={textDirection(config)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && !isComposing(event.nativeEvent)) event.currentTarget.blur();
        }}
      />
    </div>
  );
}
