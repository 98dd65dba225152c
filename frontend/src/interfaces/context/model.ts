/** What surrounds a task, in the form that reads best: markup, text, a table, or names with values. */
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";

export type Context =
  | { kind: "html"; html: string }
  | { kind: "text"; text: string }
  | { kind: "table"; columns: string[]; rows: string[][] }
  | { kind: "pairs"; pairs: [name: string, value: string][] };

/** More columns than this are no table that anybody can read. */
const COLUMNS_MAX = 12;

/** The task key is `context`, unless the block names another one with `context_key`. RETURNS: null without content. */
export function readContext(task: Task, config: Partial<AppConfig>): Context | null {
  const key = typeof config["context_key"] === "string" ? config["context_key"] : "context";
  const value = task[key];
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string")
    return /<\w[^>]*>/.test(value) ? { kind: "html", html: value } : { kind: "text", text: value };
  if (Array.isArray(value)) return readList(value);
  if (typeof value === "object") {
    return { kind: "pairs", pairs: Object.entries(value).map(([name, item]) => [name, asText(item)]) };
  }
  return { kind: "text", text: String(value) };
}

function readList(list: unknown[]): Context | null {
  if (list.length === 0) return null;
  const records = list.filter(
    (row): row is Record<string, unknown> => typeof row === "object" && row !== null && !Array.isArray(row),
  );
  const columns = [...new Set(records.flatMap((row) => Object.keys(row)))];
  if (records.length === list.length && columns.length <= COLUMNS_MAX) {
    return { kind: "table", columns, rows: records.map((row) => columns.map((name) => asText(row[name]))) };
  }
  return { kind: "text", text: list.map(asText).join("\n") };
}

function asText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
