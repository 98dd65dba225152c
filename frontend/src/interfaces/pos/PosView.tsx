import type { ViewProps } from "../types";
import { LaneContent } from "../shared/lanes/LaneContent";

/** A text with a tag below each tagged word, to be accepted or rejected. */
export default function PosView({ task, config, theme }: ViewProps) {
  return <LaneContent task={task} config={config} theme={theme} variant="tags" />;
}
