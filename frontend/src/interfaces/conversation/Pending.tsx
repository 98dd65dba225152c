/** Beside a selection that waits: its label, to be confirmed, and the way out. */
import { useLayoutEffect, useState, type RefObject } from "react";
import type { Translate } from "../../i18n/translate";
import { readableTextColor } from "../../theme";
import { rectOf } from "./sight";
import type { Editor } from "./useEditor";
import type { Labels } from "./useLabels";

interface PendingProps {
  container: RefObject<HTMLElement | null>;
  editor: Editor;
  labels: Labels;
  t: Translate;
}

/** Widest control (px). */
const WIDTH = 230;
const GAP = 8;

export function Pending({ container, editor, labels, t }: PendingProps) {
  const { selection } = editor;
  const [place, setPlace] = useState<{ left: number; top: number } | null>(null);
  const isShown = selection !== null && selection.by !== "keys";
  useLayoutEffect(() => {
    const box = container.current;
    if (!isShown || !box) return;
    const measure = () => {
      const rect = rectOf(box, { ...selection, from: selection.to - 1 });
      const frame = box.getBoundingClientRect();
      const left = Math.max(0, Math.min((rect?.left ?? 0) - frame.left, frame.width - WIDTH));
      setPlace({ left, top: (rect?.bottom ?? frame.top) - frame.top + GAP });
    };
    measure();
    if (typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, [container, isShown, selection]);
  if (!isShown || !place) return null;
  const { active, selectionColor: color } = labels;
  return (
    <div className="prodigy-pending" style={place} onMouseDown={(event) => event.preventDefault()}>
      {active === null ? (
        <span className="prodigy-pending-hint">{t("labels")}</span>
      ) : (
        <button
          type="button"
          className="prodigy-pending-confirm"
          style={{ background: color, color: readableTextColor(color) }}
          onClick={() => void editor.confirm()}
          aria-label={t("add_span", { label: active })}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="m5 12.5 4.5 4.5L19 7.5" />
          </svg>
          <span>{active}</span>
          <kbd aria-hidden="true">↵</kbd>
        </button>
      )}
      <button type="button" className="prodigy-pending-cancel" onClick={editor.clear} aria-label={t("cancel")}>
        ×
      </button>
    </div>
  );
}
