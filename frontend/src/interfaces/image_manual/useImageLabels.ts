/** The labels of the bar, their colours and keys. */
import { useMemo, useState } from "react";
import { useKept } from "../../hooks/useKept";
import { keepList } from "../../text/sameList";
import { labelColor } from "../../theme";
import type { Span } from "../../model/parts";
import { useActiveLabel } from "../shared/activeLabel";
import { spansOf } from "../shared/image/drawnShapes";
import { itemKeys } from "../shared/itemKeys";
import { canFilterLabels } from "../shared/labelBarParts";
import { barColors, labelOrder, offeredLabels } from "../shared/labels";
import type { ViewProps } from "../types";

export type ImageLabels = ReturnType<typeof useImageLabels>;

export function useImageLabels(props: ViewProps, spansKey: string) {
  const { task, original, config, theme, usesNumberKeys } = props;
  const [spans, first] = [spansOf(task, spansKey), spansOf(original, spansKey)];
  // Labels found in the data stay on offer when their last shape is deleted.
  const labels = useKept<readonly string[]>(
    (before) => keepList(before, offeredLabels(config, [...first, ...spans] as unknown as Span[])),
    [config, first, spans],
  );
  const order = useKept<readonly string[]>(
    (before) => keepList(before, labelOrder(labels, [...first, ...spans] as unknown as Span[])),
    [labels, first, spans],
  );
  const [active, setActive] = useActiveLabel(`${config.view_id}:${props.blockIndex ?? 0}`, labels, config.label_reset);
  const colors = useMemo(() => barColors(labels, theme, "images"), [labels, theme]);
  const keys = useMemo(() => itemKeys(labels, config, usesNumberKeys), [labels, config, usesNumberKeys]);
  const [isFiltering, setFiltering] = useState(false);
  const canFilter = canFilterLabels(labels, config, props.readOnly);
  const colorOf = (label: string) => labelColor(label, order, theme, "images");
  return { labels, order, active, setActive, colors, keys, colorOf, isFiltering, setFiltering, canFilter };
}
