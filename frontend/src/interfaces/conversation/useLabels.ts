/** The labels of spans in the bar, the labels of messages, and the keys of both. */
import { useMemo, useState } from "react";
import { useKept } from "../../hooks/useKept";
import { numberKey } from "../../keymap/labels";
import { labelColor } from "../../theme";
import { useActiveLabel } from "../shared/activeLabel";
import { itemKeys } from "../shared/itemKeys";
import { canFilterLabels } from "../shared/labelBarParts";
import { barColors, offeredLabels } from "../shared/labels";
import type { ViewProps } from "../types";

const NONE: readonly string[] = [];
/** Keys of one row of numbers. */
const ROW = 10;

export type Labels = ReturnType<typeof useLabels>;

export function useLabels(props: ViewProps) {
  const { task, original, config, theme, usesNumberKeys, readOnly } = props;
  // Labels found in the data stay on offer when their last span is deleted.
  const labels = useKept<readonly string[]>(
    (before) => {
      const next = offeredLabels(config, [...(original.spans ?? []), ...(task.spans ?? [])]);
      return before && before.length === next.length && before.every((label, i) => label === next[i]) ? before : next;
    },
    [config, original.spans, task.spans],
  );
  const [active, setActive] = useActiveLabel(`conversation:${props.blockIndex ?? 0}`, labels, config.label_reset);
  const given = config.labels_for_messages;
  const ofMessages: readonly string[] = useMemo(() => (Array.isArray(given) ? given.map(String) : NONE), [given]);
  const keys = useMemo(() => itemKeys(labels, config, usesNumberKeys), [labels, config, usesNumberKeys]);
  const tags = useMemo(() => {
    const own = itemKeys(ofMessages, config, false);
    // Behind the numbers of the labels of spans: with shift, if there are up to ten of those.
    const first = Math.ceil(labels.length / ROW) * ROW;
    return ofMessages.map((label, i) => [label, own[i] || (usesNumberKeys ? numberKey(first + i) : "")] as const);
  }, [ofMessages, labels.length, config, usesNumberKeys]);
  const colors = useMemo(() => barColors(labels, theme, "spans"), [labels, theme]);
  const [isFiltering, setFiltering] = useState(false);
  return {
    labels,
    active,
    setActive,
    ofMessages,
    tags,
    keys,
    colors,
    isFiltering,
    setFiltering,
    canFilter: canFilterLabels(labels, config, readOnly),
    selectionColor: active === null ? theme.bgLowlight : labelColor(active, labels, theme, "spans"),
  };
}
