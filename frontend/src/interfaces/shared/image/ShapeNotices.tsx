/** What the annotator has to know of shapes that are in the data and not to be seen. */
import type { Size } from "../../../geometry/points";
import type { Translate } from "../../../i18n/translate";
import { Notice } from "../Notice";
import { countOutside, type ShapeModel } from "./drawnShapes";

export function ShapeNotices({ model, space, t }: { model: ShapeModel; space: Size | null; t: Translate }) {
  const reasons = [...new Set(model.broken.map(({ problem }) => t(`shape_${problem}`)))].join(", ");
  const outside = space ? countOutside(model, space) : 0;
  return (
    <>
      {model.broken.length > 0 && <Notice>{t("shapes_broken", { n: model.broken.length, reasons })}</Notice>}
      {outside > 0 && <Notice>{t("shapes_outside", { n: outside })}</Notice>}
    </>
  );
}
