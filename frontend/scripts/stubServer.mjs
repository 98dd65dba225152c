/**
 * A server with sample tasks, for looking at the built app without Python.
 *
 *   npm run build && npm run stub -- --port 8099
 *   http://127.0.0.1:8099/?stub_view_id=ner_manual&stub_theme=dark
 *
 * Every query parameter that starts with "stub_" is a setting of the project (JSON or plain text).
 * "stub_tasks" limits the number of tasks, "stub_fail" makes every n-th post fail, "stub_delay" is
 * the time in milliseconds until an answer of the server.
 */
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const STATIC = fileURLToPath(new URL("../../prodigy/static", import.meta.url));
const PORT = Number(process.argv[process.argv.indexOf("--port") + 1]) || 8099;
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".json": "application/json",
};
const TEXTS = [
  "Uber’s Lesson: Silicon Valley’s Start-Up Machine Needs Fixing",
  "Pearl Automation, Founded by Apple Veterans, Shuts Down",
  "How Silicon Valley Pushed Coding Into American Classrooms",
  "Women in Tech Speak Frankly on Culture of Harassment",
  "Silicon Valley Investors Flexed Their Muscles in Uber Fight",
  "Uber is a Creature of an Industry Struggling to Grow Up",
  "‘The Internet Is Broken’: @ev Is Trying to Salvage It 🚀 in San Francisco",
  "The South Park Commons Fills a Hole in the Tech Landscape",
  "The Closing of the Republican Mind, and what the New York Times said about it in the spring of 2017, when nobody had yet looked at the figures that the Bureau of Labor Statistics in Washington had published a week earlier, and that Amazon and Alphabet had quoted in their quarterly reports to the Securities and Exchange Commission.",
  "Writing About Silicon Valley’s Lack of Diversity",
];

/** The page tells its settings by its address; the API sees them through the Referer. */
function settings(request) {
  const referer = request.headers.referer ? new URL(request.headers.referer).search : "";
  const result = {};
  for (const [name, value] of new URLSearchParams(referer)) {
    if (!name.startsWith("stub_")) continue;
    try {
      result[name.slice(5)] = JSON.parse(value);
    } catch {
      result[name.slice(5)] = value;
    }
  }
  return { view_id: "text", ...result };
}

function tokenize(text) {
  const tokens = [];
  // Offsets count code points, as in Python.
  const before = (index) => [...text.slice(0, index)].length;
  for (const match of text.matchAll(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu)) {
    const start = before(match.index);
    const end = start + [...match[0]].length;
    const ws = /\s/.test(text[match.index + match[0].length] ?? "");
    tokens.push({ text: match[0], start, end, id: tokens.length, ws });
  }
  return tokens;
}

function makeTask(index, viewId) {
  const text = TEXTS[index % TEXTS.length];
  const task = { text, _input_hash: 500000 + index, _task_hash: -100000 - index };
  task.meta = { source: "The New York Times", score: 0.5 + (index % 5) / 10 };
  const tokens = tokenize(text);
  if (viewId.endsWith("_manual")) task.tokens = tokens;
  if (viewId === "ner" || viewId === "classification" || viewId === "ner_manual") {
    const first = tokens.slice(0, 2);
    if (index % 2 === 0) {
      task.spans = [{ start: first[0].start, end: first[1].end, token_start: 0, token_end: 1, label: "ORG" }];
    }
  }
  if (viewId === "classification") task.label = "TECHNOLOGY";
  if (viewId === "choice" || viewId === "blocks") {
    task.options = ["Business", "Politics", "Science and technology", "Arts"].map((label) => ({
      id: label.split(" ")[0].toUpperCase(),
      text: label,
    }));
  }
  if (viewId === "blocks") task.tokens = tokens;
  if (viewId === "html") task.html = `<h2>${text}</h2><p>Number <strong>${index + 1}</strong></p>`;
  return task;
}

const answers = new Map();
const batches = new Set();
let posts = 0;

const read = (request) =>
  new Promise((resolve) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => resolve(body ? JSON.parse(body) : {}));
  });

function counts() {
  const total = 120 + answers.size;
  return {
    total,
    session_total: answers.size,
    progress: total / 400,
    progress_kind: "target",
    session_id: "news_headlines-alex",
  };
}

function questions(config, excludes) {
  const all = Array.from({ length: config.tasks ?? 400 }, (_, index) => makeTask(index, config.view_id));
  const open = all.filter(({ _task_hash }) => !answers.has(_task_hash) && !excludes.includes(_task_hash));
  return { tasks: open.slice(0, config.batch_size ?? 10), ...counts() };
}

async function api(request, url) {
  const config = settings(request);
  if (config.delay) await new Promise((resolve) => setTimeout(resolve, config.delay));
  switch (url.pathname) {
    case "/project":
      if (config.refuse)
        return [
          403,
          {
            status: 403,
            detail: `Unknown session "zoe". Allowed: alex, jo`,
            hint: "Open the app with ?session=alex or ?session=jo.",
            request_id: "r1",
          },
        ];
      // A new page starts from the beginning.
      answers.clear();
      return [
        200,
        {
          id: "news_headlines",
          dataset: "news_headlines",
          recipe_name: "ner.manual",
          lang: "en",
          version: "1.18.0",
          session: "alex",
          session_id: "news_headlines-alex",
          instance: String(Math.random()),
          total: 120,
          has_validator: false,
          sanitize_html: true,
          labels: ["PERSON", "ORG", "PRODUCT", "LOCATION"],
          ...config,
        },
      ];
    case "/get_questions":
      return [200, questions(config, (url.searchParams.get("excludes") ?? "").split(",").map(Number))];
    case "/get_session_questions":
      return [200, questions(config, (await read(request)).excludes ?? [])];
    case "/give_answers": {
      const { answers: given } = await read(request);
      if (config.fail && ++posts % config.fail === 0) {
        return [500, { status: 500, detail: "The database is locked.", hint: null, request_id: "7f3a" }];
      }
      const id = request.headers["x-prodigy-batch"];
      if (!batches.has(id)) given.forEach((answer) => answers.set(answer._task_hash, answer));
      batches.add(id);
      return [200, counts()];
    }
    case "/validate_answer": {
      const { answer } = await read(request);
      const ok = (answer.spans ?? []).length > 0;
      return [200, { ok, message: ok ? null : "Mark at least one span." }];
    }
    case "/activity":
      return [200, {}];
    case "/answers":
      return [200, [...answers.values()]];
    default:
      if (url.pathname.startsWith("/event/")) return [200, { name: url.pathname.slice(7), got: await read(request) }];
      return null;
  }
}

createServer(async (request, response) => {
  const url = new URL(request.url, "http://localhost");
  const result = await api(request, url);
  if (result) {
    response.writeHead(result[0], { "Content-Type": "application/json" });
    response.end(JSON.stringify(result[1]));
    return;
  }
  const path = normalize(url.pathname === "/" ? "/index.html" : url.pathname);
  try {
    const content = readFileSync(join(STATIC, path));
    const type = TYPES[extname(path)] ?? "application/octet-stream";
    response.writeHead(200, { "Content-Type": type, "Cache-Control": "no-cache" });
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
}).listen(PORT, "127.0.0.1", () => console.log(`http://127.0.0.1:${PORT}/`));
