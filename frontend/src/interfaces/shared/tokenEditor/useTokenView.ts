/** What every view of labelled tokens needs before it looks at spans: tokens and gaps, labels with colours and keys. */
import { useEffect, useMemo, useState } from "react";
import { useKept } from "../../../hooks/useKept";
import { useNewest } from "../../../hooks/useNewest";
import { onCheck, onFlush } from "../../../model/pendingInputs";
import type { Token } from "../../../model/parts";
import type { PaletteName } from "../../../model/theme";
import type { ViewProps } from "../../types";
import { useShortcuts } from "../../../keymap/react";
import { keepList } from "../../../text/sameList";
import { labelColor } from "../../../theme";
import { useActiveLabel } from "../activeLabel";
import { itemKeys } from "../itemKeys";
import { canFilterLabels, labelShortcuts } from "../labelBarParts";
import { barColors, offeredLabels } from "../labels";
import type { DrawnSpan } from "../tokens/drawnSpan";
import { useViewState } from "../viewState";
import { gapsOf, hidesNewlines, tokenRules } from "./tokenSettings";
import type { SpanEditor } from "./useSpanEditor";
import type { TokenCursor } from "./useTokenKeys";

const NO_TOKENS: Token[] = [];

export type TokenView = ReturnType<typeof useTokenView>;

/** palette: Where labels get their colours from; without one they share the highlight of the theme. */
export function useTokenView(props: ViewProps, palette?: PaletteName) {
  const { task, original, config, theme, usesNumberKeys } = props;
  const tokens = task.tokens ?? NO_TOKENS;
  const gaps = useMemo(() => gapsOf(tokens, task.text, config), [tokens, task.text, config]);
  const rules = useMemo(() => tokenRules(config), [config]);

  // Labels found in the data stay on offer when their last span is deleted.
  const labels = useKept<readonly string[]>(
    (before) => keepList(before, offeredLabels(config, [...(original.spans ?? []), ...(task.spans ?? [])])),
    [config, original.spans, task.spans],
  );
  const scope = `${config.view_id}:${props.blockIndex ?? 0}`;
  const [active, setActive] = useActiveLabel(scope, labels, config.label_reset);
  const colors = useMemo(() => barColors(labels, theme, palette), [labels, theme, palette]);
  const keys = useMemo(() => itemKeys(labels, config, usesNumberKeys), [labels, config, usesNumberKeys]);

  const [isFiltering, setFiltering] = useState(false);
  const canFilter = canFilterLabels(labels, config, props.readOnly);

  const [showsWhitespace, setShowsWhitespace] = useViewState<boolean | null>("whitespace", null);
  const [isDimming, setDimming] = useViewState("dimming", false);
  const style = useMemo(
    () => ({ showWhitespace: showsWhitespace ?? config.show_whitespace === true, hideNewlines: hidesNewlines(config) }),
    [showsWhitespace, config],
  );

  return {
    tokens,
    gaps,
    rules,
    labels,
    active,
    setActive,
    colors,
    keys,
    isFiltering,
    setFiltering,
    canFilter,
    style,
    setShowsWhitespace,
    isDimming,
    setDimming,
    selectionColor: active === null ? theme.bgLowlight : labelColor(active, labels, theme, palette),
  };
}

/**
 * What is selected when the task is accepted is not dropped: it gets the active label, as by enter. Without one, the
 * answer is held and says why.
 */
function useHeldSelection(
  active: string | null,
  editor: SpanEditor,
  cursor: TokenCursor,
  readOnly: boolean | undefined,
): void {
  const selection = readOnly ? null : (editor.pending?.range ?? (cursor.isActive ? cursor.selection : null));
  const newest = useNewest({ selection, active, editor, cursor });
  useEffect(() => {
    const stopFlushing = onFlush((answer) => {
      const { selection, active, editor, cursor } = newest.current;
      if (answer !== "accept" || !selection || active === null) return;
      if (!editor.confirm(active)) editor.labelRange(selection, active);
      cursor.collapse();
    });
    const stopChecking = onCheck(() => {
      const { selection, active } = newest.current;
      return selection === null || active !== null || "selection_unlabelled";
    });
    return () => {
      stopFlushing();
      stopChecking();
    };
  }, [newest]);
}

interface ChoiceInput {
  view: TokenView;
  editor: SpanEditor;
  cursor: TokenCursor;
  /** The span that has the focus or is selected. */
  focused: DrawnSpan | undefined;
  /** A label also goes to the bare token that has the focus. */
  labelsToken?: boolean;
  readOnly?: boolean | undefined;
}

/** RETURNS: What choosing a label does, from the bar or with its key: it becomes active, and what waits for it gets it. */
export function useLabelChoice({
  view,
  editor,
  cursor,
  focused,
  labelsToken,
  readOnly,
}: ChoiceInput): (label: string) => void {
  useHeldSelection(view.active, editor, cursor, readOnly);
  const choose = (label: string) => {
    view.setActive(label);
    if (editor.pending && (editor.pending.isTouch || view.active === null)) editor.confirm(label);
    else if (focused && !focused.isLocked) editor.relabel(focused, label);
    else if (cursor.isActive && cursor.selection) {
      editor.labelRange(cursor.selection, label);
      cursor.collapse();
    } else if (cursor.isActive && labelsToken && !focused) {
      editor.labelRange({ from: cursor.position, to: cursor.position }, label);
    }
  };
  useShortcuts(readOnly ? [] : labelShortcuts(view.labels, view.keys, choose), "labels");
  return choose;
}
