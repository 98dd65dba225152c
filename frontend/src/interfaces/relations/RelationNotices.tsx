/** What the annotator has to know of the data: parts that can't be shown, or no labels to work with. */
import type { Translate } from "../../i18n/translate";
import type { Graph } from "../shared/arcs/graph";
import { Notice } from "../shared/Notice";

export function RelationNotices({ graph, lacksLabels, t }: { graph: Graph; lacksLabels: boolean; t: Translate }) {
  const { units, unresolved } = graph;
  return (
    <>
      {lacksLabels && <Notice>{t("no_labels")}</Notice>}
      {units.unaligned.length > 0 && <Notice>{t("spans_dropped", { n: units.unaligned.length })}</Notice>}
      {units.hidden.length > 0 && <Notice>{t("spans_hidden", { n: units.hidden.length })}</Notice>}
      {unresolved.length > 0 && <Notice>{t("relations_dropped", { n: unresolved.length })}</Notice>}
    </>
  );
}
