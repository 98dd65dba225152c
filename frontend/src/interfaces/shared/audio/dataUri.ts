/** Recordings that are part of the task. */

const DATA = /^data:([^,]*),/i;

/** The content of a data URI; null for other addresses, "broken" for what can't be read. */
export function readDataUri(src: string): Blob | null | "broken" {
  const match = DATA.exec(src);
  if (!match) return src.startsWith("data:") ? "broken" : null;
  const head = match[1] as string;
  const type = head.split(";")[0] as string;
  const body = src.slice(match[0].length);
  try {
    if (!/;\s*base64\s*$/i.test(head)) return new Blob([decodeURIComponent(body)], { type });
    const text = atob(body.includes("%") ? decodeURIComponent(body) : body);
    const bytes = Uint8Array.from(text, (char) => char.charCodeAt(0));
    return new Blob([bytes], { type });
  } catch {
    return "broken";
  }
}

/** What a recording is called for people; "" for one that is part of the task. */
export function mediaName(src: string, path?: unknown): string {
  const from = typeof path === "string" && path ? path : src;
  if (/^(data|blob):/i.test(from)) return "";
  const last = (from.split(/[?#]/)[0] as string).split(/[/\\]/).pop() ?? "";
  if (from !== src) return last;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
