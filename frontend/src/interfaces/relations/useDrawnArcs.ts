/** Which arcs are drawn, in which colours, and which of them stand out. */
import { useMemo } from "react";
import type { Theme } from "../../model/theme";
import { relationColor } from "../shared/arcs/arcModel";
import type { Graph } from "../shared/arcs/graph";
import { useViewState } from "../shared/viewState";
import { focusedArcs, shownArcs, toggle } from "./model";

/** focus: Positions in the lists of units and arcs; -1 for none. order: Gives labels their colour. */
export function useDrawnArcs(
  graph: Graph,
  order: readonly string[],
  theme: Theme,
  focus: { unit: number; arc: number },
) {
  const [hiddenLabels, setHiddenLabels] = useViewState<readonly string[]>("relations hidden", []);
  const { unit, arc } = focus;
  const shown = useMemo(() => shownArcs(graph.arcs, hiddenLabels), [graph.arcs, hiddenLabels]);
  const arcs = useMemo(() => shown.map((i) => graph.arcs[i]!), [shown, graph.arcs]);
  const allColors = useMemo(
    () => graph.arcs.map(({ relation }) => relationColor(relation, order, theme)),
    [graph.arcs, order, theme],
  );
  const colors = useMemo(() => shown.map((i) => allColors[i]!), [shown, allColors]);
  const focused = useMemo(() => focusedArcs(graph, shown, { unit, arc }), [graph, shown, unit, arc]);
  return {
    /** Position in the list of arcs of each arc that is drawn. */
    shown,
    arcs,
    colors,
    /** One per arc of the text, also of those that are not drawn. */
    allColors,
    focused,
    hiddenLabels,
    toggleLabel: (label: string) => setHiddenLabels(toggle(hiddenLabels, label)),
  };
}
