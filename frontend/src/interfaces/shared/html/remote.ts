/** Which addresses in cleaned markup are loaded: those of this server, and of hosts that the setting allows. */

/** Attributes whose value the browser loads. Links are only followed. */
const LOADED = ["src", "poster", "background", "data", "lowsrc", "dynsrc"];
const LINK_ATTRIBUTES = ["href", "xlink:href"];
const LINKS = ["a", "area"];
/** Attributes of SVG that are read as styles. */
const STYLED = ["fill", "stroke", "filter", "mask", "clip-path", "cursor", "marker", "marker-start", "marker-mid"];
STYLED.push("marker-end", "values", "from", "to", "by");
/** Functions of CSS that load something. An escape may hide the name of one. */
const LOADING = /url\(|image-set\(|image\(|src\(|\\|@import/i;
const ADDRESS = /url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"']*))\s*\)/gi;
/** What takes an element out of its place, to lie over the buttons. */
const OVERLAYS = ["fixed", "sticky"];
const INLINE = ["data:", "blob:"];

export class RemoteRule {
  constructor(
    private readonly allowed: unknown,
    private readonly blocked: Set<string> = new Set(),
  ) {}

  /** Whether an address may be loaded. */
  private mayLoad(address: string): boolean {
    let url: URL;
    try {
      url = new URL(address.trim(), document.baseURI);
    } catch {
      return false;
    }
    if (INLINE.includes(url.protocol) || url.origin === new URL(document.baseURI).origin) return true;
    if (this.allowed === true) return true;
    if (Array.isArray(this.allowed) && this.allowed.some((source) => isOf(url, String(source)))) return true;
    this.blocked.add(url.host || url.protocol);
    return false;
  }

  /** Take away what would be loaded from elsewhere. */
  clean(element: Element): void {
    for (const { name, value } of [...element.attributes]) {
      if (!this.mayKeep(element, name.toLowerCase(), value)) element.removeAttribute(name);
    }
    const { style } = element as HTMLElement;
    const written = element.getAttribute("style");
    if (!style || written === null) return;
    this.cleanStyle(style);
    // What one browser doesn't understand, another may.
    if (LOADING.test(written)) element.setAttribute("style", style.cssText);
  }

  private mayKeep(element: Element, name: string, value: string): boolean {
    if (LINK_ATTRIBUTES.includes(name)) {
      return LINKS.includes(element.localName) || value.startsWith("#") || this.mayLoad(value);
    }
    if (LOADED.includes(name)) return this.mayLoad(value);
    if (name === "srcset") return addressesOfSet(value).every((address) => this.mayLoad(address));
    return !STYLED.includes(name) || this.mayStyle(value);
  }

  private cleanStyle(style: CSSStyleDeclaration): void {
    // What the browser has understood, without comments and escapes.
    for (const name of [...style]) {
      const value = style.getPropertyValue(name);
      const isOverlay = name === "position" && OVERLAYS.includes(value);
      if (isOverlay || !this.mayStyle(value)) style.removeProperty(name);
    }
  }

  private mayStyle(value: string): boolean {
    if (!LOADING.test(value)) return true;
    let isAllowed = true;
    const rest = value.replace(ADDRESS, (_, double?: string, single?: string, bare?: string) => {
      const address = (double ?? single ?? bare ?? "").trim();
      isAllowed &&= !address.includes("\\") && (address.startsWith("#") || this.mayLoad(address));
      return "";
    });
    return isAllowed && !LOADING.test(rest);
  }
}

/** "a.png 1x, b.png 2x", where an address may have commas as well. */
function addressesOfSet(value: string): string[] {
  return [...value.matchAll(/[^\s,]\S*/g)].map(([word]) => word.replace(/,+$/, "")).filter((word) => !isSize(word));
}

const isSize = (word: string) => /^[\d.]+[wxh]$/.test(word);

/** Whether an address belongs to a source such as "https://media.example" or "*.example". */
function isOf(url: URL, source: string): boolean {
  const [, scheme, host = ""] = /^(?:(\w+):\/\/)?([^/]*)/.exec(source) ?? [];
  if (scheme && `${scheme}:` !== url.protocol) return false;
  return host.startsWith("*.") ? url.host.endsWith(host.slice(1)) : host !== "" && url.host === host;
}
