/** How the text with its arcs is laid out: as the annotator chose it last, else as the settings say. */
import type { AppConfig } from "../../model/config";
import type { Theme } from "../../model/theme";
import { useViewState } from "../shared/viewState";
import { arcHeight } from "./model";

/** Below this width of the window a row would show three words; it starts wrapped (px). */
const NARROW = 600;

export type ArcLayout = ReturnType<typeof useArcLayout>;

export function useArcLayout(config: AppConfig, theme: Theme) {
  const [wrap, setWrapped] = useViewState<boolean | null>("relations wrap", null);
  const [zoom, setZoom] = useViewState("relations zoom", 1);
  const isNarrow = typeof window !== "undefined" && window.innerWidth < NARROW;
  const isWrapped = wrap ?? (config.wrap_relations === true || isNarrow);
  return { isWrapped, setWrapped, zoom, setZoom, height: arcHeight(theme, isWrapped, isNarrow) };
}
