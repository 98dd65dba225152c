/** A remark of the annotator about the task, stored as `note`. */
import { useTranslate } from "../i18n/react";
import { useEngine, useSelector } from "./useEngine";
import { Dialog } from "../ui/Dialog";
import "./forms.css";

export function NoteWindow({ onClose }: { onClose(): void }) {
  const t = useTranslate();
  const engine = useEngine();
  const note = useSelector((state) => state.current?.task["note"]);
  return (
    <Dialog title={t("note")} size="small" onClose={onClose}>
      <form
        className="prodigy-form"
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
        }}
      >
        <textarea
          rows={5}
          aria-label={t("note")}
          placeholder={t("note_placeholder")}
          value={typeof note === "string" ? note : ""}
          dir="auto"
          onChange={(event) => engine.update({ note: event.target.value || undefined }, { undoable: false })}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
            // The key is used up: outside of the window it accepts the task.
            event.stopPropagation();
            onClose();
          }}
        />
        <button type="submit" data-prodigy-primary>
          {t("close")}
        </button>
      </form>
    </Dialog>
  );
}
