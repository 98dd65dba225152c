/**
 * All relations as a table: for dense texts, and for everybody who doesn't work with pictures.
 *
 * It is drawn only while it is open. Rows point at their arcs.
 */
import { memo } from "react";
import type { Translate } from "../../i18n/translate";
import { useStable } from "../../hooks/useStable";
import { useViewState } from "../shared/viewState";
import type { Arc } from "../shared/arcs/units";
import { unitText } from "../shared/arcs/arcModel";
import type { Graph } from "../shared/arcs/graph";

interface RelationTableProps {
  graph: Graph;
  /** Labels to choose from. */
  labels: readonly string[];
  colors: readonly string[];
  selectedArc: number;
  /** Labels that are not drawn as arcs. */
  hiddenLabels: readonly string[];
  onToggleLabel(label: string): void;
  onFocusArc(index: number): void;
  onRelabel(arc: Arc, label: string): void;
  onDelete(arc: Arc): void;
  readOnly: boolean;
  t: Translate;
}

export function RelationTable(props: RelationTableProps) {
  const { graph, hiddenLabels, t } = props;
  const [isOpen, setOpen] = useViewState("relation table", false);
  const onFocus = useStable(props.onFocusArc);
  const onRelabel = useStable((index: number, label: string) => props.onRelabel(graph.arcs[index] as Arc, label));
  const onDelete = useStable((index: number) => props.onDelete(graph.arcs[index] as Arc));
  if (graph.arcs.length === 0) return null;
  const used = [...new Set(graph.arcs.map(({ relation }) => relation.label))];
  return (
    <details
      className="prodigy-relation-table"
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      onPointerLeave={() => props.onFocusArc(-1)}
    >
      <summary>
        {t("relation_count", { n: graph.arcs.length })}
        {hiddenLabels.some((label) => used.includes(label)) && <small>{t("labels_hidden")}</small>}
      </summary>
      {isOpen && (
        <>
          {used.length > 1 && (
            <div className="prodigy-relation-filter" role="group" aria-label={t("show_labels")}>
              {used.map((label) => (
                <button
                  key={label}
                  type="button"
                  aria-pressed={!hiddenLabels.includes(label)}
                  onClick={() => props.onToggleLabel(label)}
                >
                  <i
                    aria-hidden="true"
                    style={{ background: props.colors[graph.arcs.findIndex((arc) => arc.relation.label === label)] }}
                  />
                  <bdi>{label}</bdi>
                </button>
              ))}
            </div>
          )}
          <div className="prodigy-relation-rows prodigy-scrolls">
            <table aria-label={t("relation_count", { n: graph.arcs.length })}>
              <thead>
                <tr>
                  <th scope="col">{t("relation_head")}</th>
                  <th scope="col">{t("info_label")}</th>
                  <th scope="col">{t("relation_child")}</th>
                  {!props.readOnly && (
                    <th scope="col">
                      <span className="prodigy-hidden">{t("delete")}</span>
                    </th>
                  )}
                </tr>
              </thead>
              <tbody>
                {graph.arcs.map(({ head, child, relation }, i) => (
                  <Row
                    key={i}
                    index={i}
                    head={unitText(graph, graph.units.list[head])}
                    child={unitText(graph, graph.units.list[child])}
                    label={relation.label}
                    labels={props.labels}
                    color={props.colors[i]}
                    isSelected={i === props.selectedArc}
                    readOnly={props.readOnly}
                    {...{ onFocus, onRelabel, onDelete, t }}
                  />
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </details>
  );
}

interface RowProps {
  index: number;
  head: string;
  child: string;
  label: string;
  labels: readonly string[];
  color: string | undefined;
  isSelected: boolean;
  readOnly: boolean;
  onFocus(index: number): void;
  onRelabel(index: number, label: string): void;
  onDelete(index: number): void;
  t: Translate;
}

const Row = memo(function Row({
  index,
  head,
  child,
  label,
  labels,
  color,
  isSelected,
  readOnly,
  t,
  ...props
}: RowProps) {
  const name = t("relation_text", { head, label, child });
  return (
    <tr
      data-selected={isSelected || undefined}
      onPointerEnter={() => props.onFocus(index)}
      onFocus={() => props.onFocus(index)}
      onBlur={() => props.onFocus(-1)}
    >
      <td dir="auto">{head}</td>
      <td>
        <i aria-hidden="true" style={{ background: color }} />
        {readOnly ? (
          <bdi>{label}</bdi>
        ) : (
          <select
            aria-label={`${t("info_label")}: ${name}`}
            value={label}
            onChange={(event) => props.onRelabel(index, event.target.value)}
          >
            {(labels.includes(label) ? labels : [label, ...labels]).map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        )}
      </td>
      <td dir="auto">{child}</td>
      {!readOnly && (
        <td>
          <button
            type="button"
            aria-label={t("remove_span", { label: name })}
            title={t("delete")}
            onClick={() => props.onDelete(index)}
          >
            ×
          </button>
        </td>
      )}
    </tr>
  );
});
