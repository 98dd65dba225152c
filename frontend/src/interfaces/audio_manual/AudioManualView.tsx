/** Mark regions in a recording or film: who speaks when, for example. */
import type { ViewProps } from "../types";
import { AudioCard } from "../shared/audio/AudioCard";

export default function AudioManualView(props: ViewProps) {
  return <AudioCard {...props} isManual />;
}
