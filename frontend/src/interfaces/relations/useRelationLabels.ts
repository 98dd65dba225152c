/** The labels of both modes: which are on offer, and which one is active. */
import { useMemo } from "react";
import { useKept } from "../../hooks/useKept";
import type { ViewProps } from "../types";
import { keepList } from "../../text/sameList";
import { useActiveLabel } from "../shared/activeLabel";
import { relationOrder } from "../shared/arcs/arcModel";
import type { Graph } from "../shared/arcs/graph";
import { relationLabels, spanLabels } from "./model";

export type RelationLabels = ReturnType<typeof useRelationLabels>;

export function useRelationLabels({ original, config, blockIndex }: ViewProps, { relations }: Graph) {
  // Labels found in the data stay on offer when their last relation is deleted.
  const ofRelations = useKept<readonly string[]>(
    (before) => keepList(before, relationLabels(config, original, relations ? { relations } : {})),
    [config, original, relations],
  );
  const ofSpans = useMemo(() => spanLabels(config), [config]);
  const scope = `${config.view_id}:${blockIndex ?? 0}`;
  const [activeRelation, setActiveRelation] = useActiveLabel(`${scope}:relations`, ofRelations, config.label_reset);
  const [activeSpan, setActiveSpan] = useActiveLabel(`${scope}:spans`, ofSpans, config.label_reset);
  /** Gives labels of relations their colour. */
  const order = useMemo(() => relationOrder(ofRelations, relations ?? []), [ofRelations, relations]);
  return {
    offered: { relations: ofRelations, spans: ofSpans },
    active: { relations: activeRelation, spans: activeSpan },
    setActive: { relations: setActiveRelation, spans: setActiveSpan },
    order,
  };
}
