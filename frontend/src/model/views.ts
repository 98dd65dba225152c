// Generated from prodigy/views.py: change it there, then `make build`.

export type ViewId =
  | "text"
  | "html"
  | "ner"
  | "ner_manual"
  | "spans"
  | "spans_manual"
  | "pos"
  | "pos_manual"
  | "relations"
  | "dep"
  | "classification"
  | "image"
  | "image_manual"
  | "audio"
  | "audio_manual"
  | "choice"
  | "review"
  | "diff"
  | "compare"
  | "text_input"
  | "blocks"
  | "llm_io"
  | "pages"
  | "context";

/** What a view shows and writes. */
export interface ViewFacts {
  /** Edits the task, as opposed to only collecting accept, reject or ignore. */
  isManual: boolean;
  /** Keys with content. */
  shows: readonly string[];
  /** Keys that it writes, the main one first, apart from those of views inside of it. */
  writes: readonly string[];
  /** The setting with another name for the first of them. */
  renamedBy: string | null;
  /** Keys whose items have the labels of the label bar. */
  labels: readonly string[];
}

export const VIEW_FACTS: Readonly<Record<ViewId, ViewFacts>> = {
  text: { isManual: false, shows: ["text"], writes: [], renamedBy: null, labels: [] },
  html: { isManual: false, shows: ["text", "html"], writes: [], renamedBy: null, labels: [] },
  ner: { isManual: false, shows: ["text"], writes: [], renamedBy: null, labels: [] },
  ner_manual: { isManual: true, shows: ["text"], writes: ["spans"], renamedBy: null, labels: ["spans"] },
  spans: { isManual: false, shows: ["text"], writes: [], renamedBy: null, labels: [] },
  spans_manual: { isManual: true, shows: ["text"], writes: ["spans"], renamedBy: null, labels: ["spans"] },
  pos: { isManual: false, shows: ["text"], writes: [], renamedBy: null, labels: [] },
  pos_manual: { isManual: true, shows: ["text"], writes: ["spans"], renamedBy: null, labels: ["spans"] },
  relations: { isManual: true, shows: ["text"], writes: ["relations", "spans"], renamedBy: null, labels: ["relations"] },
  dep: { isManual: false, shows: ["text"], writes: [], renamedBy: null, labels: [] },
  classification: { isManual: false, shows: ["text", "html", "image"], writes: [], renamedBy: null, labels: [] },
  image: { isManual: false, shows: ["image"], writes: [], renamedBy: null, labels: [] },
  image_manual: { isManual: true, shows: ["image"], writes: ["spans", "width", "height"], renamedBy: "image_manual_spans_key", labels: ["spans"] },
  audio: { isManual: false, shows: ["audio", "video"], writes: [], renamedBy: null, labels: [] },
  audio_manual: { isManual: true, shows: ["audio", "video"], writes: ["audio_spans"], renamedBy: null, labels: ["audio_spans"] },
  choice: { isManual: true, shows: ["text", "html", "image"], writes: ["accept"], renamedBy: null, labels: [] },
  review: { isManual: true, shows: [], writes: [], renamedBy: null, labels: [] },
  diff: { isManual: false, shows: ["added", "removed"], writes: [], renamedBy: null, labels: [] },
  compare: { isManual: false, shows: ["input", "accept", "reject"], writes: [], renamedBy: null, labels: [] },
  text_input: { isManual: true, shows: [], writes: ["user_input"], renamedBy: "field_id", labels: [] },
  blocks: { isManual: true, shows: [], writes: [], renamedBy: null, labels: ["spans", "audio_spans"] },
  llm_io: { isManual: false, shows: ["llm"], writes: [], renamedBy: null, labels: [] },
  pages: { isManual: true, shows: ["pages"], writes: ["pages"], renamedBy: null, labels: [] },
  context: { isManual: false, shows: ["context"], writes: [], renamedBy: null, labels: [] },
};

/** Other names of views. */
export const VIEW_ALIASES: Readonly<Record<string, ViewId>> = {
  video: "audio",
  video_manual: "audio_manual",
};
