/** Above the picture while a polygon is open or a corner is selected: what keys do, for fingers. */
import type { Translate } from "../../i18n/translate";
import { MIN_VERTICES } from "../../geometry/vertices";
import type { ImageEditor } from "./useImageEditor";
import { useLive } from "./useLive";

export function DraftButtons({ editor, t }: { editor: ImageEditor; t: Translate }) {
  const { draft } = useLive(editor.gestures);
  const { gestures, drawn, vertex } = editor;
  if (draft?.tool === "polygon") {
    return (
      <div className="prodigy-draft-buttons">
        <button type="button" disabled={draft.points.length < MIN_VERTICES} onClick={() => void gestures.close()}>
          {t("close_polygon")}
        </button>
        <button type="button" onClick={() => gestures.undoCorner()}>
          {t("undo_vertex")}
        </button>
        <button type="button" onClick={() => void gestures.abandon()}>
          {t("cancel")}
        </button>
      </div>
    );
  }
  if (vertex < 0 || !drawn || drawn.isLocked || draft) return null;
  return (
    <div className="prodigy-draft-buttons">
      <button type="button" onClick={() => editor.addVertex()}>
        {t("add_vertex")}
      </button>
      <button
        type="button"
        disabled={drawn.shape.points.length <= MIN_VERTICES}
        onClick={() => void editor.removeVertex()}
      >
        {t("delete_vertex")}
      </button>
    </div>
  );
}
