/** A sentence with one arc, or several, to accept or reject. */
import { useMemo, useRef } from "react";
import type { ViewProps } from "../types";
import { ArcText } from "../shared/arcs/ArcText";
import { readRelations } from "../shared/arcs/units";
import { useScrollToFirstArc } from "../shared/arcs/useScrollToFirstArc";
import { Notice } from "../shared/Notice";
import { gapsOf, hidesNewlines } from "../shared/tokenEditor/tokenSettings";
import { isRtlText, pixels, relationColor, relationOrder, unitColors, unitText } from "../shared/arcs/arcModel";
import { readGraph } from "../shared/arcs/graph";
import "./dep.css";

const DEFAULT_HEIGHT = 325;
const NO_LABELS: readonly string[] = [];

export default function DepView({ task, config, theme, t }: ViewProps) {
  const container = useRef<HTMLDivElement>(null);
  const graph = useMemo(() => readGraph({ ...task, relations: readRelations(task) }), [task]);
  const { tokens, units, arcs } = graph;
  const gaps = useMemo(() => gapsOf(tokens, task.text, config), [tokens, task.text, config]);
  const offered = Array.isArray(config.labels) ? config.labels : NO_LABELS;
  const colors = useMemo(() => {
    const order = relationOrder(offered, graph.relations ?? []);
    return arcs.map(({ relation }) => relationColor(relation, order, theme));
  }, [offered, graph, arcs, theme]);
  const boxColors = useMemo(() => unitColors(units.list, NO_LABELS, theme), [units, theme]);
  const isWrapped = config.wrap_relations === true;
  useScrollToFirstArc(container, task._task_hash);
  return (
    <div className="prodigy-content prodigy-content-dep">
      {graph.unresolved.length > 0 && <Notice>{t("relations_dropped", { n: graph.unresolved.length })}</Notice>}
      <ArcText
        tokens={tokens}
        gaps={gaps}
        units={units}
        arcs={arcs}
        arcColors={colors}
        unitColors={boxColors}
        isWrapped={isWrapped}
        isRtl={isRtlText(task.text, config)}
        hasArrows={config.hide_arrow_heads !== true}
        hidesNewlines={hidesNewlines(config)}
        height={pixels(theme.relationHeight, DEFAULT_HEIGHT)}
        config={config}
        theme={theme}
        containerRef={container}
        label={t("text_units")}
      />
      <ul className="prodigy-hidden">
        {arcs.map(({ head, child, relation }, i) => (
          <li key={i}>
            {t("relation_text", {
              head: unitText(graph, units.list[head]),
              label: relation.label,
              child: unitText(graph, units.list[child]),
            })}
          </li>
        ))}
      </ul>
    </div>
  );
}
