/** A recording or film to listen to, with its regions. */
import type { ViewProps } from "../types";
import { AudioCard } from "../shared/audio/AudioCard";

export default function AudioView(props: ViewProps) {
  return <AudioCard {...props} isManual={false} />;
}
