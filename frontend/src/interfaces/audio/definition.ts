import { requiresRecording } from "../shared/audio/requires";
import type { ViewDefinition } from "../types";

export const definition: ViewDefinition = {
  id: "audio",
  load: () => import("./AudioView"),
  requires: requiresRecording,
};
