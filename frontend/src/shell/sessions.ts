/** Names that were used in this browser, the latest first. */
const KEY = "prodigy sessions";
const MAX_NAMES = 8;

export function knownSessions(): string[] {
  try {
    const names: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
  } catch {
    return [];
  }
}

export function rememberSession(name: string): void {
  const names = [name, ...knownSessions().filter((other) => other !== name)].slice(0, MAX_NAMES);
  try {
    localStorage.setItem(KEY, JSON.stringify(names));
  } catch {
    // Browsers may forbid it; then nothing is offered next time.
  }
}

/** The address of the page for another session; everything else in it stays. */
export function sessionUrl(name: string, address: string = location.href): string {
  const url = new URL(address);
  url.searchParams.set("session", name);
  return url.href;
}

export function openSession(name: string): void {
  location.assign(sessionUrl(name));
}
