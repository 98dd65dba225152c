/**
 * All relations as a table: for dense texts, and for everybody who doesn't work with pictures.
 *
 * It is drawn only while it is open. Rows point at their arcs.
 */
import type { Translate } from "../types";
import { useViewState } from "../shared/viewState";
import type { Arc } from "../shared/arcs/units";
import type { Graph } from "./edits";
import { unitText } from "./model";

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
  const used = [...new Set(graph.arcs.map(({ relation }) => relation.label))];
  if (graph.arcs.length === 0) return null;
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
                  <i aria-hidden="true" style={{ background: props.colors[graph.arcs.findIndex((arc) => arc.relation.label === label)] }} />
                  <bdi>{label}</bdi>
                </button>
              ))}
            </div>
          )}
          <div className="prodigy-relation-rows">
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
                {graph.arcs.map((arc, i) => (
                  <Row key={i} {...props} arc={arc} index={i} />
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </details>
  );
}

function Row({ graph, labels, arc, index, readOnly, t, ...props }: RelationTableProps & { arc: Arc; index: number }) {
  const { list } = graph.units;
  const { label } = arc.relation;
  const [head, child] = [unitText(graph, list[arc.head]), unitText(graph, list[arc.child])];
  const name = t("relation_text", { head, label, child });
  return (
    <tr
      data-selected={index === props.selectedArc || undefined}
      onPointerEnter={() => props.onFocusArc(index)}
      onFocus={() => props.onFocusArc(index)}
      onBlur={() => props.onFocusArc(-1)}
    >
      <td dir="auto">{head}</td>
      <td>
        <i aria-hidden="true" style={{ background: props.colors[index] }} />
        {readOnly ? (
          <bdi>{label}</bdi>
        ) : (
          <select aria-label={`${t("info_label")}: ${name}`} value={label} onChange={(event) => props.onRelabel(arc, event.target.value)}>
            {(labels.includes(label) ? labels : [label, ...labels]).map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        )}
      </td>
      <td dir="auto">{child}</td>
      {!readOnly && (
        <td>
          <button type="button" aria-label={t("remove_span", { label: name })} title={t("delete")} onClick={() => props.onDelete(arc)}>
            ×
          </button>
        </td>
      )}
    </tr>
  );
}
