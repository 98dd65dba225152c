/** The labels of regions, with their colours and keys, and which of them is active. */
import { useMemo, useState } from "react";
import { useKept } from "../../../hooks/useKept";
import type { Span } from "../../../model/parts";
import { keepList } from "../../../text/sameList";
import { labelColor } from "../../../theme";
import type { ViewProps } from "../../types";
import { useActiveLabel } from "../activeLabel";
import { itemKeys } from "../itemKeys";
import { canFilterLabels } from "../labelBarParts";
import { barColors, offeredLabels } from "../labels";
import { spansOf } from "./useRegionEditor";

export type RegionLabels = ReturnType<typeof useRegionLabels>;

export function useRegionLabels(props: ViewProps) {
  const { task, original, config, theme, usesNumberKeys } = props;
  const [spans, first] = [spansOf(task), spansOf(original)];
  // Labels found in the data stay on offer when their last region is deleted.
  const labels = useKept<readonly string[]>(
    (before) =>
      keepList(before, offeredLabels(config, [...(first ?? []), ...(spans ?? [])].filter(isObject) as Span[])),
    [config, first, spans],
  );
  const [active, setActive] = useActiveLabel(`${config.view_id}:${props.blockIndex ?? 0}`, labels, config.label_reset);
  const colors = useMemo(() => barColors(labels, theme, "audio"), [labels, theme]);
  const keys = useMemo(() => itemKeys(labels, config, usesNumberKeys), [labels, config, usesNumberKeys]);
  const [isFiltering, setFiltering] = useState(false);
  return {
    labels,
    active,
    setActive,
    colors,
    keys,
    isFiltering,
    setFiltering,
    canFilter: canFilterLabels(labels, config, props.readOnly),
    /** Of a new region. */
    color: active === null ? theme.bgLowlight : labelColor(active, labels, theme, "audio"),
  };
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
