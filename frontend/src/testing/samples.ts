/** One realistic task per view, for tests, for the stub server and for looking at the views. */
import type { Span, Token } from "../model/parts";
import type { AppConfig } from "../model/config";
import type { Task } from "../model/task";
import { tokenize } from "../text/testTokens";

export interface Sample {
  task: Task;
  config: Partial<AppConfig>;
}

let hash = 1000;

function makeTask(content: Record<string, unknown>): Task {
  hash += 1;
  return { ...content, _input_hash: hash, _task_hash: -hash };
}

/** A recording as a data URI: WAV, 8 bits, 8000 samples a second. It becomes louder and softer four times a second. */
function recording(seconds: number): string {
  const [rate, count] = [8000, 8000 * seconds];
  const text = (value: string) => [...value].map((letter) => letter.charCodeAt(0));
  const number = (value: number, bytes: number) => Array.from({ length: bytes }, (_, i) => (value >> (8 * i)) & 255);
  const format = [...number(16, 4), ...number(1, 2), ...number(1, 2), ...number(rate, 4), ...number(rate, 4)];
  const head = [...text("RIFF"), ...number(36 + count, 4), ...text("WAVEfmt "), ...format, ...number(1, 2)];
  const sound = Array.from({ length: count }, (_, i) => {
    const loudness = Math.abs(Math.sin((4 * Math.PI * i) / rate));
    return 128 + Math.round(100 * loudness * Math.sin((880 * Math.PI * i) / rate));
  });
  const bytes = [...head, ...number(8, 2), ...text("data"), ...number(count, 4), ...sound];
  return `data:audio/wav;base64,${btoa(bytes.map((byte) => String.fromCharCode(byte)).join(""))}`;
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

const SERUM = "Serum immunoglobulin binding inhibits hepatic glucose (C₆) uptake in all patients";

const PICTURE = (hue: number) =>
  "data:image/svg+xml," +
  encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 220" width="320" height="220"><rect width="320" height="220" fill="hsl(${hue} 55% 78%)"/>` +
      `<circle cx="240" cy="62" r="30" fill="hsl(${hue + 40} 90% 88%)"/><path d="M0 220 95 92l68 84 58-56 99 100z" fill="hsl(${hue} 40% 42%)"/></svg>`,
  );

const SUN = { label: "SUN", x: 208, y: 30, width: 64, height: 64 };
const PEAK = [
  [0, 220],
  [95, 92],
  [163, 176],
  [221, 120],
  [320, 220],
];

const ABSTRACT =
  "Recently, we described an impaired expression of the interferon regulatory factor 4 (IRF-4) in CML, " +
  "correlating with poor response to IFN-alpha treatment.";
const ABSTRACT_TOKENS = tokenize(ABSTRACT);

/** A span over words of a text with these tokens. */
function makeSpan(text: string, tokens: readonly Token[], words: string, label: string): Span {
  const at = text.indexOf(words);
  if (at < 0) throw new Error(`"${words}" is not in the text`);
  const start = Array.from(text.slice(0, at)).length;
  const end = start + Array.from(words).length;
  const token_start = tokens.findIndex((token) => token.start === start);
  const token_end = tokens.findIndex((token) => token.end === end);
  return { text: words, start, token_start, token_end, end, type: "span", label };
}

const [GENE, SHORT_NAME, DISEASE, DRUG] = [
  makeSpan(ABSTRACT, ABSTRACT_TOKENS, "interferon regulatory factor 4", "GENE"),
  makeSpan(ABSTRACT, ABSTRACT_TOKENS, "IRF-4", "GENE"),
  makeSpan(ABSTRACT, ABSTRACT_TOKENS, "CML", "DISEASE"),
  makeSpan(ABSTRACT, ABSTRACT_TOKENS, "IFN-alpha", "DRUG"),
] as [Span, Span, Span, Span];

function makeRelation(head: Span, child: Span, label: string) {
  const ref = ({ start, end, token_start, token_end, label: name }: Span) => ({
    start,
    end,
    token_start,
    token_end,
    label: name,
  });
  return { head: head.token_end, child: child.token_end, head_span: ref(head), child_span: ref(child), label };
}

export const SAMPLES: Record<string, Sample> = {
  text: { task: makeTask({ text: HEADLINE, meta: { source: "The New York Times" } }), config: {} },
  html: {
    task: makeTask({
      html: '<p><strong>Uber</strong> <em>needs fixing</em></p><p style="color: #888">A remark in grey</p>',
    }),
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
    task: makeTask({
      text: "The new phone’s battery lasts two days, which is remarkable for its size.",
      label: "Technology",
    }),
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
  image: {
    task: makeTask({
      image: PICTURE(205),
      spans: [SUN, { label: "MOUNTAIN", points: PEAK, type: "polygon" }],
      meta: { source: "Postcards" },
    }),
    config: { labels: ["MOUNTAIN", "SUN"] },
  },
  image_manual: {
    task: makeTask({ image: PICTURE(205), spans: [SUN], meta: { source: "Postcards" } }),
    config: { labels: ["MOUNTAIN", "SUN"] },
  },
  audio: {
    task: makeTask({ audio: recording(2), audio_spans: [{ start: 0.5, end: 1.25, label: "SPEECH" }] }),
    config: { labels: ["SPEECH", "MUSIC"] },
  },
  audio_manual: {
    task: makeTask({ audio: recording(2), audio_spans: [{ start: 0.5, end: 1.25, label: "SPEECH", id: "a" }] }),
    config: { labels: ["SPEECH", "MUSIC"] },
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
  spans: {
    task: makeTask({
      text: SERUM,
      spans: [
        { start: 0, end: 28, label: "PROCESS" },
        { start: 6, end: 20, label: "PROTEIN" },
        { start: 38, end: 65, label: "PROCESS" },
        { start: 46, end: 53, label: "CHEMICAL" },
      ],
      meta: { score: 0.58, source: "PubMed" },
    }),
    config: { labels: ["PROTEIN", "PROCESS", "CHEMICAL"] },
  },
  spans_manual: {
    task: makeTask({
      text: HEADLINE,
      tokens: HEADLINE_TOKENS,
      spans: [
        { start: 15, end: 29, token_start: 4, token_end: 5, label: "LOCATION" },
        { start: 15, end: 48, token_start: 4, token_end: 10, label: "ORG" },
      ],
      meta: { source: "The New York Times" },
    }),
    config: { labels: NER_LABELS },
  },
  pos: {
    task: makeTask({
      text: "The old man the boat",
      spans: [
        { start: 0, end: 3, label: "DET" },
        { start: 4, end: 7, label: "NOUN" },
        { start: 8, end: 11, label: "VERB" },
        { start: 12, end: 15, label: "DET" },
        { start: 16, end: 20, label: "NOUN" },
      ],
      meta: { score: 0.41 },
    }),
    config: { labels: ["NOUN", "VERB", "DET"] },
  },
  pos_manual: {
    task: makeTask({
      text: HEADLINE,
      tokens: HEADLINE_TOKENS,
      spans: [
        { start: 0, end: 4, token_start: 0, token_end: 0, label: "PROPN" },
        { start: 4, end: 6, token_start: 1, token_end: 1, label: "PART" },
        { start: 7, end: 13, token_start: 2, token_end: 2, label: "NOUN" },
      ],
    }),
    config: { labels: ["NOUN", "VERB", "PROPN", "ADJ", "PART", "PUNCT"] },
  },
  diff: {
    task: makeTask({
      removed: "FAA officials have been asked to look in to the matter. They declined to comment.",
      added: "Officials of the FAA were asked to look into the matter. They declined to comment!",
      meta: { source: "Copy desk" },
    }),
    config: { diff_style: "words" },
  },
  compare: {
    task: makeTask({
      id: 3,
      input: { text: "Die Katze sitzt auf der Matte und schaut aus dem Fenster." },
      accept: { text: "The cat sits on the mat and looks out of the window." },
      reject: { text: "The cat is sitting on the carpet and watches from the window." },
      mapping: { A: "accept", B: "reject" },
    }),
    config: {},
  },
  text_input: {
    task: makeTask({ meta: { source: "Survey 2024" } }),
    config: {
      field_id: "city",
      field_label: "Which city is the text about?",
      field_placeholder: "Type a name…",
      field_suggestions: ["Amsterdam", "Berlin", "København", "London", "San Francisco", "São Paulo", "Zürich"],
      field_characters: ["é", "ø", "ß"],
    },
  },
  llm_io: {
    task: makeTask({
      llm: {
        prompt:
          "You are a named entity recognizer.\n\nLabel the entities in the text below with PERSON, ORG or LOCATION.\nText: Uber’s Lesson",
        response: "ORG: Uber",
      },
    }),
    config: {},
  },
  conversation: {
    task: makeTask({
      messages: [
        { role: "system", content: "You book trains. Say what you know, and what you do not." },
        { role: "user", content: "Is the 18:05 to Milan on time? 🚆" },
        {
          role: "assistant",
          content: null,
          tool_calls: [
            { id: "t1", type: "function", function: { name: "status", arguments: '{"to": "Milan", "at": "18:05"}' } },
          ],
        },
        { role: "tool", tool_call_id: "t1", content: '{"train": "EC 59", "delay_min": 12, "platform": "7"}' },
        { role: "assistant", content: "The EC 59 leaves on time from platform 7.\n\n```\nEC 59  18:05\n```" },
      ],
      spans: [{ message: 4, start: 17, end: 24, label: "WRONG", text: "on time" }],
      comments: [{ message: 4, text: "It has a delay of 12 minutes." }],
      message_labels: { "4": ["hallucination"] },
    }),
    config: { labels: ["WRONG", "UNSAFE"], labels_for_messages: ["hallucination", "helpful"] },
  },
  preference: {
    task: makeTask({
      prompt: "Explain in one sentence why the sky is blue.",
      responses: [
        { id: "4c1f", content: "Air scatters blue light more than red light, so blue comes from everywhere." },
        { id: "9a07", content: "Air scatters blue light more than red light:\n\n```\n1 / wavelength ** 4\n```" },
      ],
      order: ["9a07", "4c1f"],
      rubric: [
        { name: "Helpful", description: "Does it do what was asked?", scale: [1, 2, 3, 4, 5] },
        { name: "Correct", scale: ["wrong", "partly", "right"] },
        { name: "Difficulty", scale: ["easy", "hard"], per: "task" },
      ],
    }),
    config: {},
  },
  page_spans: {
    task: makeTask({
      text: HEADLINE,
      tokens: HEADLINE_TOKENS.map((token, i) => ({
        ...token,
        boxes: [[12 + 42 * (i % 7), 20 + 40 * (i > 6 ? 1 : 0), 38, 16]],
      })),
      image: PICTURE(40),
      width: 320,
      height: 220,
      page: 1,
    }),
    config: { labels: NER_LABELS },
  },
  context: {
    task: makeTask({
      text: "Stralsund",
      label: "Which column names the port?",
      options: [
        { id: "town", text: "town" },
        { id: "ships", text: "ships" },
      ],
      context: [
        { town: "Greifswald", ships: 12, operator: "Nordwind Shipping" },
        { town: "Stralsund", ships: 31, operator: "Baltic Lines" },
        { town: "Sassnitz", ships: 27, operator: "Port authority" },
      ],
    }),
    config: { view_id: "blocks", layout: "split", blocks: [{ view_id: "choice" }, { view_id: "context" }] },
  },
  relations: {
    task: makeTask({
      text: ABSTRACT,
      tokens: ABSTRACT_TOKENS,
      spans: [GENE, SHORT_NAME, DISEASE, DRUG],
      relations: [makeRelation(GENE, SHORT_NAME, "ALIAS"), makeRelation(SHORT_NAME, DISEASE, "IMPAIRED_IN")],
      meta: { source: "PMC-1310901" },
    }),
    config: {
      labels: ["ALIAS", "IMPAIRED_IN", "REGULATES", "TREATED_WITH"],
      relations_span_labels: ["GENE", "DISEASE", "DRUG"],
    },
  },
  dep: {
    task: makeTask({
      text: "Uber needs a new strategy",
      tokens: tokenize("Uber needs a new strategy"),
      arc: { head: 1, child: 0, label: "nsubj" },
      meta: { score: 0.47 },
    }),
    config: {},
  },
  review: {
    task: makeTask({
      text: HEADLINE,
      tokens: HEADLINE_TOKENS,
      spans: [
        { start: 0, end: 4, token_start: 0, token_end: 0, label: "ORG" },
        { start: 15, end: 29, token_start: 4, token_end: 5, label: "LOCATION" },
      ],
      view_id: "ner_manual",
      versions: [
        {
          spans: [
            { start: 0, end: 4, token_start: 0, token_end: 0, label: "ORG" },
            { start: 15, end: 29, token_start: 4, token_end: 5, label: "LOCATION" },
          ],
          answer: "accept",
          sessions: ["headlines-alex", "headlines-kim"],
          default: true,
        },
        {
          spans: [{ start: 0, end: 4, token_start: 0, token_end: 0, label: "PRODUCT" }],
          answer: "accept",
          sessions: ["headlines-jo"],
        },
        { answer: "accept", sessions: ["headlines-sam"] },
      ],
    }),
    config: { labels: NER_LABELS },
  },
  review_image: {
    task: makeTask({
      image: PICTURE(205),
      spans: [SUN, { label: "MOUNTAIN", points: PEAK, type: "polygon" }],
      view_id: "image_manual",
      versions: [
        {
          spans: [SUN, { label: "MOUNTAIN", points: PEAK, type: "polygon" }],
          answer: "accept",
          sessions: ["postcards-alex", "postcards-kim"],
          default: true,
        },
        {
          spans: [
            { ...SUN, x: 210 },
            { label: "MOUNTAIN", points: PEAK, type: "polygon" },
            { label: "MOUNTAIN", x: 20, y: 110, width: 60, height: 50 },
          ],
          answer: "accept",
          sessions: ["postcards-jo"],
        },
        {
          spans: [
            { ...SUN, y: 32 },
            { label: "CLOUD", points: PEAK, type: "polygon" },
          ],
          answer: "accept",
          sessions: ["postcards-sam"],
        },
      ],
    }),
    config: { labels: ["MOUNTAIN", "SUN", "CLOUD"] },
  },
  review_binary: {
    task: makeTask({
      text: "The new phone’s battery lasts two days, which is remarkable for its size.",
      label: "Technology",
      view_id: "classification",
      versions: [
        { answer: "accept", sessions: ["phones-alex", "phones-kim"], default: true },
        { answer: "reject", sessions: ["phones-jo"] },
      ],
    }),
    config: {},
  },
  pages: {
    task: makeTask({
      pages: [
        { view_id: "ner_manual", text: HEADLINE, tokens: HEADLINE_TOKENS, meta: { page: 1 } },
        {
          view_id: "choice",
          text: "Central banks signal slower rate rises as inflation cools",
          options: [
            { id: "ECONOMY", text: "Economy" },
            { id: "POLITICS", text: "Politics" },
          ],
          meta: { page: 2 },
        },
        {
          view_id: "blocks",
          text: ABSTRACT,
          tokens: ABSTRACT_TOKENS,
          config: {
            labels: ["GENE", "DISEASE"],
            blocks: [{ view_id: "ner_manual" }, { view_id: "html", html: "<em>Page three</em>" }],
          },
          meta: { page: 3 },
        },
        { view_id: "text", text: "The end.", meta: { page: 4 } },
      ],
      meta: { file: "report.pdf" },
    }),
    config: { labels: NER_LABELS },
  },
};
