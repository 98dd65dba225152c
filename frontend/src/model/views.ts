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
  | "context"
  | "page_spans"
  | "conversation"
  | "preference";

/** What a key of a task holds, see problem.ts. */
export type Shape = "text" | "tokens" | "ranges" | "objects" | "lists" | "marks";

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
  /** Has a label bar, if there are labels. */
  hasLabelBar: boolean;
  /** What the keys that it draws must hold, if they are there at all. */
  holds: Readonly<Record<string, Shape>>;
}

export const VIEW_FACTS: Readonly<Record<ViewId, ViewFacts>> = {
  text: { isManual: false, shows: ["text"], writes: [], renamedBy: null, labels: [], hasLabelBar: false, holds: {"text": "text"} },
  html: { isManual: false, shows: ["html"], writes: [], renamedBy: null, labels: [], hasLabelBar: false, holds: {} },
  ner: { isManual: false, shows: ["text"], writes: [], renamedBy: null, labels: [], hasLabelBar: false, holds: {"text": "text", "spans": "ranges", "tokens": "tokens"} },
  ner_manual: { isManual: true, shows: ["text"], writes: ["spans"], renamedBy: null, labels: ["spans"], hasLabelBar: true, holds: {"text": "text", "tokens": "tokens", "spans": "ranges"} },
  spans: { isManual: false, shows: ["text"], writes: [], renamedBy: null, labels: [], hasLabelBar: false, holds: {"text": "text", "spans": "ranges", "tokens": "tokens"} },
  spans_manual: { isManual: true, shows: ["text"], writes: ["spans"], renamedBy: null, labels: ["spans"], hasLabelBar: true, holds: {"text": "text", "tokens": "tokens", "spans": "ranges"} },
  pos: { isManual: false, shows: ["text"], writes: [], renamedBy: null, labels: [], hasLabelBar: false, holds: {"text": "text", "spans": "ranges", "tokens": "tokens"} },
  pos_manual: { isManual: true, shows: ["text"], writes: ["spans"], renamedBy: null, labels: ["spans"], hasLabelBar: true, holds: {"text": "text", "tokens": "tokens", "spans": "ranges"} },
  relations: { isManual: true, shows: ["text"], writes: ["relations", "spans"], renamedBy: null, labels: ["relations"], hasLabelBar: true, holds: {"text": "text", "tokens": "tokens", "spans": "ranges", "relations": "objects"} },
  dep: { isManual: false, shows: ["text"], writes: [], renamedBy: null, labels: [], hasLabelBar: false, holds: {"text": "text", "tokens": "tokens", "relations": "objects", "spans": "marks"} },
  classification: { isManual: false, shows: ["text", "html", "image", "audio", "video", "label"], writes: [], renamedBy: null, labels: [], hasLabelBar: false, holds: {"text": "text", "spans": "marks"} },
  image: { isManual: false, shows: ["image"], writes: [], renamedBy: null, labels: [], hasLabelBar: false, holds: {"spans": "objects"} },
  image_manual: { isManual: true, shows: ["image"], writes: ["spans", "width", "height"], renamedBy: "image_manual_spans_key", labels: ["spans"], hasLabelBar: true, holds: {"spans": "objects"} },
  audio: { isManual: false, shows: ["audio", "video"], writes: [], renamedBy: null, labels: [], hasLabelBar: false, holds: {"audio_spans": "objects"} },
  audio_manual: { isManual: true, shows: ["audio", "video"], writes: ["audio_spans"], renamedBy: null, labels: ["audio_spans"], hasLabelBar: true, holds: {"audio_spans": "objects"} },
  choice: { isManual: true, shows: ["text", "html", "image", "audio", "video", "label"], writes: ["accept"], renamedBy: null, labels: [], hasLabelBar: false, holds: {"text": "text", "spans": "marks"} },
  review: { isManual: true, shows: [], writes: [], renamedBy: null, labels: [], hasLabelBar: true, holds: {"versions": "objects"} },
  diff: { isManual: false, shows: ["added", "removed"], writes: [], renamedBy: null, labels: [], hasLabelBar: false, holds: {} },
  compare: { isManual: false, shows: ["input", "accept", "reject"], writes: [], renamedBy: null, labels: [], hasLabelBar: false, holds: {} },
  text_input: { isManual: true, shows: [], writes: ["user_input"], renamedBy: "field_id", labels: [], hasLabelBar: false, holds: {} },
  blocks: { isManual: true, shows: [], writes: [], renamedBy: null, labels: ["spans", "audio_spans"], hasLabelBar: false, holds: {"steps": "lists"} },
  llm_io: { isManual: false, shows: ["llm"], writes: [], renamedBy: null, labels: [], hasLabelBar: false, holds: {} },
  pages: { isManual: true, shows: ["pages"], writes: ["pages"], renamedBy: null, labels: [], hasLabelBar: false, holds: {"pages": "objects"} },
  context: { isManual: false, shows: ["context"], writes: [], renamedBy: null, labels: [], hasLabelBar: false, holds: {} },
  page_spans: { isManual: true, shows: ["text", "image"], writes: ["spans"], renamedBy: null, labels: ["spans"], hasLabelBar: true, holds: {"text": "text", "tokens": "tokens", "spans": "ranges"} },
  conversation: { isManual: true, shows: ["messages"], writes: ["spans", "message_labels", "comments"], renamedBy: null, labels: ["spans"], hasLabelBar: true, holds: {"spans": "ranges", "comments": "objects"} },
  preference: { isManual: true, shows: ["prompt", "responses"], writes: ["preferred", "tie", "ratings", "reason"], renamedBy: null, labels: [], hasLabelBar: false, holds: {} },
};

/** Keys with a picture, a recording or a film. */
export const MEDIA_KEYS = ["image", "audio", "video"] as const;

/** Other names of views. */
export const VIEW_ALIASES: Readonly<Record<string, ViewId>> = {
  video: "audio",
  video_manual: "audio_manual",
};
