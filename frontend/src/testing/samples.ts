/** One realistic task per view, for tests, for the stub server and for looking at the views. */
import type { AppConfig, Task, Token } from "../interfaces/types";

export interface Sample {
  task: Task;
  config: Partial<AppConfig>;
}

let hash = 1000;

function makeTask(content: Record<string, unknown>): Task {
  hash += 1;
  return { ...content, _input_hash: hash, _task_hash: -hash };
}

const HEADLINE = "Uber’s Lesson: Silicon Valley’s Start-Up Machine Needs Fixing";

/** Tokens as spaCy makes them from this headline. */
const HEADLINE_TOKENS: Token[] = [
  { text: "Uber", start: 0, end: 4, id: 0, ws: false },
  { text: "’s", start: 4, end: 6, id: 1, ws: true },
  { text: "Lesson", start: 7, end: 13, id: 2, ws: false },
  { text: ":", start: 13, end: 14, id: 3, ws: true },
  { text: "Silicon", start: 15, end: 22, id: 4, ws: true },
  { text: "Valley", start: 23, end: 29, id: 5, ws: false },
  { text: "’s", start: 29, end: 31, id: 6, ws: true },
  { text: "Start", start: 32, end: 37, id: 7, ws: false },
  { text: "-", start: 37, end: 38, id: 8, ws: false },
  { text: "Up", start: 38, end: 40, id: 9, ws: true },
  { text: "Machine", start: 41, end: 48, id: 10, ws: true },
  { text: "Needs", start: 49, end: 54, id: 11, ws: true },
  { text: "Fixing", start: 55, end: 61, id: 12, ws: false },
];

const NER_LABELS = ["PERSON", "ORG", "PRODUCT", "LOCATION"];

const PICTURE = (hue: number) =>
  "data:image/svg+xml," +
  encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 220" width="320" height="220"><rect width="320" height="220" fill="hsl(${hue} 55% 78%)"/>` +
      `<circle cx="240" cy="62" r="30" fill="hsl(${hue + 40} 90% 88%)"/><path d="M0 220 95 92l68 84 58-56 99 100z" fill="hsl(${hue} 40% 42%)"/></svg>`,
  );

export const SAMPLES: Record<string, Sample> = {
  text: { task: makeTask({ text: HEADLINE, meta: { source: "The New York Times" } }), config: {} },
  html: {
    task: makeTask({ html: '<p><strong>Uber</strong> <em>needs fixing</em></p><p style="color: #888">A remark in grey</p>' }),
    config: {},
  },
  ner: {
    task: makeTask({
      text: "Apple updates its analytics service with new metrics",
      spans: [{ start: 0, end: 5, label: "ORG" }],
      meta: { score: 0.63 },
    }),
    config: { labels: ["ORG"] },
  },
  ner_manual: {
    task: makeTask({ text: HEADLINE, tokens: HEADLINE_TOKENS, meta: { source: "The New York Times" } }),
    config: { labels: NER_LABELS },
  },
  classification: {
    task: makeTask({ text: "The new phone’s battery lasts two days, which is remarkable for its size.", label: "Technology" }),
    config: { label: "Technology" },
  },
  choice: {
    task: makeTask({
      text: "Central banks signal slower rate rises as inflation cools",
      options: [
        { id: "TECHNOLOGY", text: "Technology" },
        { id: "POLITICS", text: "Politics" },
        { id: "ECONOMY", text: "Economy" },
        { id: "ENTERTAINMENT", text: "Entertainment" },
      ],
      meta: { source: "Wire" },
    }),
    config: { choice_style: "multiple" },
  },
  choice_images: {
    task: makeTask({
      label: "Which picture fits best?",
      options: [
        { id: 1, image: PICTURE(205), text: "Lake" },
        { id: 2, image: PICTURE(105), text: "Meadow" },
        { id: 3, image: PICTURE(25), text: "Desert" },
      ],
    }),
    config: { choice_style: "single" },
  },
  blocks: {
    task: makeTask({
      text: HEADLINE,
      tokens: HEADLINE_TOKENS,
      options: [
        { id: "GOOD", text: "Clear" },
        { id: "BAD", text: "Ambiguous" },
      ],
    }),
    config: {
      labels: NER_LABELS,
      blocks: [
        { view_id: "ner_manual" },
        { view_id: "choice", text: null },
        { view_id: "html", html_template: "<small>Hash {{_task_hash}} · {{theme.smallText}} px</small>" },
      ],
    },
  },
};
