/** Cards for looking at: every sample as it is, with a lot of content, and with content that nobody wishes for. */
import { tokenize } from "../text/testTokens";
import type { Span } from "../model/parts";
import type { AppConfig } from "../model/config";
import type { Task } from "../model/task";
import { SAMPLES } from "./samples";

export interface GalleryCard {
  name: string;
  viewId: string;
  task: Task;
  config: Partial<AppConfig>;
}

const SENTENCES = [
  "The harbour authority said on Tuesday that Nordwind Shipping would lease the second pier until 2031.",
  "Mara Okonkwo, who has led the company since its merger with Baltic Lines, called the agreement a beginning.",
  "Residents of Greifswald and Stralsund had collected 14,000 signatures against it!",
  "“We were never asked,” said one of them – 😀 or so the Ostsee-Zeitung reported.",
  "Prices rose by 3.5 % in the first quarter, and the council of Rügen will vote again in May.",
];
const LONG = Array.from({ length: 60 }, (_, i) => SENTENCES[i % SENTENCES.length]).join(" ");
const UGLY = [
  "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsvorsitzender",
  "https://example.org/a/very/long/path/without/any/place/to/break?query=0123456789012345678901234567890123456789",
  "שלום עולם (Hello) مرحبا بالعالم",
  "<b>no markup</b> & &amp; {{mustache}}",
  "👩‍👩‍👧‍👦🇩🇪🏴󠁧󠁢󠁥󠁮󠁧󠁿 tabs\tand\n\n\nlines",
  "a",
].join(" ");
const META = {
  source: "Ostsee-Zeitung",
  url: "https://example.org/politics/2024/05/17/a-long-address-that-does-not-fit-on-one-line.html",
  score: 0.123456789,
  nested: { key: ["value", null, 3] },
  "a rather long key": "and a value that goes on and on and on and on and on and on",
};
const LABELS = [
  "PERSON",
  "ORGANISATION_WITH_A_VERY_LONG_NAME",
  "GPE",
  "地名",
  "שם",
  "x",
  "LABEL WITH SPACES",
  "a/b",
  "DATE",
  "MONEY",
  "LAW",
  "EVENT",
  "LANGUAGE",
  "FAC",
  "NORP",
  "QUANTITY",
  "ORDINAL",
  "CARDINAL",
  "TIME",
  "PERCENT",
  "WORK_OF_ART",
  "PRODUCT",
  "LOC",
  "😀",
];

/** Some spans over tokens, spread over the text. */
function spansOver(text: string, labels: readonly string[], every: number): Span[] {
  const tokens = tokenize(text);
  const spans: Span[] = [];
  for (let i = 2; i + 2 < tokens.length; i += every) {
    const [first, last] = [tokens[i]!, tokens[i + (spans.length % 3)]!];
    const label = labels[spans.length % labels.length] as string;
    spans.push({ start: first.start, end: last.end, token_start: first.id, token_end: last.id, label });
  }
  return spans;
}

function withText(task: Task, text: string, labels: readonly string[]): Task {
  const next: Task = { ...task, text };
  if (task.tokens) next.tokens = tokenize(text);
  const isTagged = task.spans?.some(({ token_start, token_end }) => token_start !== token_end) === false;
  if (task.spans && labels.length) {
    next.spans = spansOver(text, labels, 12).map((span) => {
      if (!isTagged) return span;
      const token = tokenize(text)[span.token_start ?? 0]!;
      return { ...span, end: token.end, token_end: span.token_start as number };
    });
  }
  delete next["relations"];
  return next;
}

function labelsOf(config: Partial<AppConfig>): string[] {
  return [...(config.labels ?? []), ...((config["relations_span_labels"] as string[] | undefined) ?? [])];
}

function longCard(card: GalleryCard): GalleryCard | null {
  const { task, config } = card;
  if (Array.isArray(task.options)) {
    const options = Array.from({ length: 24 }, (_, i) => ({
      ...task.options![i % task.options!.length]!,
      id: `option ${i}`,
    }));
    return {
      ...card,
      task: { ...task, text: typeof task.text === "string" ? LONG.slice(0, 600) : undefined, options } as Task,
    };
  }
  if (typeof task.html === "string") {
    const rows = SENTENCES.map((text, i) => `<tr><td>${i}</td><td>${text}</td><td>${i * 1234.5}</td></tr>`).join("");
    return {
      ...card,
      task: {
        ...task,
        html: `<h1>Report</h1><p>${LONG.slice(0, 900)}</p><table>${rows}</table><ul><li>one</li><li>two</li></ul>`,
      },
    };
  }
  if (typeof task["added"] === "string")
    return { ...card, task: { ...task, removed: LONG, added: LONG.replaceAll("Nordwind", "Südwind") } };
  if (task["input"]) {
    const candidate = { text: LONG.slice(0, 700) };
    // Here "accept" is a candidate and no list of options.
    const content: Record<string, unknown> = {
      input: { text: LONG.slice(0, 500) },
      accept: candidate,
      reject: { text: LONG.slice(30, 800) },
    };
    return { ...card, task: { ...task, ...content } };
  }
  const isDrawnAsRow = card.viewId === "dep" || card.viewId === "relations";
  const isSimple = typeof task.text === "string" && card.viewId !== "review" && card.viewId !== "dep";
  return isSimple
    ? { ...card, task: withText(task, isDrawnAsRow ? LONG.slice(0, 700) : LONG, labelsOf(config)) }
    : null;
}

function uglyCard(card: GalleryCard): GalleryCard | null {
  const { task, config, viewId } = card;
  const meta = { meta: META };
  const labels = config.labels ? { labels: LABELS } : {};
  const more = { config: { ...config, ...labels }, name: card.name };
  if (Array.isArray(task.options)) {
    const options = [
      { id: 1, text: UGLY },
      { id: "two", text: "" },
      { id: 3, html: "<b>markup</b> <table><tr><td>in a table</td></tr></table>" },
      { id: 4, text: "with a link", url: "https://example.org", meta: { n: 3 } },
      { id: 5, text: "with a colour", color: "rebeccapurple" },
      { id: 6, image: "/missing.png", text: "a picture that is missing" },
      { id: 7, text: "x" },
    ];
    return { ...card, ...more, task: { ...task, ...meta, label: UGLY, options } };
  }
  if (typeof task.html === "string") {
    return {
      ...card,
      task: {
        ...task,
        ...meta,
        html: `${UGLY}<pre>${"wide ".repeat(60)}</pre><img src="/missing.png" alt="missing"><input value="no form">`,
      },
    };
  }
  if (typeof task["added"] === "string")
    return { ...card, task: { ...task, ...meta, removed: UGLY, added: UGLY.toUpperCase() } };
  if (task["input"]) {
    const content: Record<string, unknown> = { input: { text: UGLY }, accept: { text: UGLY }, reject: { text: "" } };
    return { ...card, task: { ...task, ...meta, ...content } };
  }
  if (task["llm"]) return { ...card, task: { ...task, ...meta, llm: { prompt: UGLY, response: "" } } };
  const isSimple = typeof task.text === "string" && viewId !== "review" && viewId !== "dep";
  if (!isSimple) return null;
  const label = typeof task.label === "string" ? { label: UGLY } : {};
  return {
    ...card,
    ...more,
    task: { ...withText(task, UGLY, config.labels ? LABELS : labelsOf(config)), ...meta, ...label },
  };
}

const HEBREW =
  "אדה לאבלייס פגשה את צ'ארלס בבג' בלונדון בשנת 1833, והשניים עבדו יחד (Analytical Engine) במשך שנים רבות.";

/** Right to left, for views that show a text. */
function rtlCard(card: GalleryCard): GalleryCard | null {
  const { task, config } = card;
  if (typeof task.text !== "string" || card.viewId === "review" || card.viewId === "dep") return null;
  const options = task.options?.map((option, i) => ({
    ...option,
    text: ["חדשות טובות", "חדשות רעות", "אין חדשות", "אחר"][i],
  }));
  const next = withText({ ...task, ...(options ? { options } : {}) } as Task, HEBREW, labelsOf(config));
  if (next.spans && next.tokens) next.spans = spansOver(HEBREW, labelsOf(config), 5);
  return { ...card, task: next, config: { ...config, writing_dir: "rtl", lang: "he" } };
}

/** "choice_images" is another sample of "choice". */
function viewOf(name: string): string {
  const known = ["choice", "classification", "review", "image_manual", "audio_manual", "image", "audio"];
  return known.find((id) => name.startsWith(`${id}_`) && !(`${id}_manual` === name)) ?? name;
}

export function makeGallery(): GalleryCard[] {
  return Object.entries(SAMPLES).flatMap(([name, { task, config }]) => {
    const card: GalleryCard = { name, viewId: config.view_id ?? viewOf(name), task, config };
    const long = longCard(card);
    const ugly = uglyCard(card);
    const rtl = rtlCard(card);
    return [
      card,
      ...(long ? [{ ...long, name: `${name}-long` }] : []),
      ...(ugly ? [{ ...ugly, name: `${name}-ugly` }] : []),
      ...(rtl ? [{ ...rtl, name: `${name}-rtl` }] : []),
    ];
  });
}
