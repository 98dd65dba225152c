import type { ViewProps } from "../types";
import { LaneContent } from "../shared/lanes/LaneContent";

/** A text with spans that may overlap, to be accepted or rejected. */
export default function SpansView({ task, config, theme }: ViewProps) {
  return <LaneContent task={task} config={config} theme={theme} palette="spans" />;
}
