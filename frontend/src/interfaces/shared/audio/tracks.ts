/** Regions of others, to be seen below the waveform: one line per annotator or version. */
import { createContext } from "react";

export interface TrackRegion {
  key: string;
  /** Seconds. */
  start: number;
  end: number;
  label: string;
  /** The annotation has it as well. */
  isShared: boolean;
}

export interface Track {
  letter: string;
  color: string;
  /** For screen readers. */
  name: string;
  regions: readonly TrackRegion[];
}

export interface Tracks {
  tracks: readonly Track[];
  /** The region that is looked at: the cursor goes to its start. */
  current: TrackRegion | null;
  /** A press on a region. */
  onPress(region: TrackRegion): void;
}

export const TracksContext = createContext<Tracks | null>(null);
