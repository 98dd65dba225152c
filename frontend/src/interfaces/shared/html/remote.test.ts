import { describe, expect, it } from "vitest";
import { sanitize } from "./sanitize";

const EVIL = "https://evil.example/x";
const clean = (html: string, remote?: unknown) => {
  const blocked = new Set<string>();
  return { html: sanitize(html, remote, blocked), blocked: [...blocked] };
};

describe("markup of the data", () => {
  it.each([
    `<img src="${EVIL}">`,
    `<img src="//evil.example/x">`,
    `<img src="\\\\evil.example/x">`,
    `<img srcset="a.png 1x, ${EVIL} 2x">`,
    `<video poster="${EVIL}"></video>`,
    `<audio src="${EVIL}"></audio>`,
    `<video><source src="${EVIL}"></video>`,
    `<table background="${EVIL}"><tr><td>x</td></tr></table>`,
    `<svg><image href="${EVIL}"/></svg>`,
    `<svg><image xlink:href="${EVIL}"/></svg>`,
    `<p style="background: url(${EVIL})">x</p>`,
    `<p style="background: u\\72l(${EVIL})">x</p>`,
    `<p style="--a: url(${EVIL}); background: var(--a)">x</p>`,
    `<p style="list-style-image: url('${EVIL}')">x</p>`,
    `<svg><rect fill="url(${EVIL}#a)"/></svg>`,
    `<svg><rect filter="u\\72l(${EVIL}#a)"/></svg>`,
  ])("asks no other host: %s", (html) => {
    expect(clean(html).html).not.toContain("evil");
  });

  it("names the hosts that were left out", () => {
    expect(clean(`<img src="${EVIL}"><img src="https://other.example:81/a"><img src="a.png">`).blocked).toEqual([
      "evil.example",
      "other.example:81",
    ]);
  });

  it("keeps what this server or the data themselves bring, and what the setting allows", () => {
    const own = `<img src="media/x/a.png"><img src="data:image/png;base64,AAAA"><img src="${location.origin}/a.png">`;
    expect(clean(own)).toEqual({ html: own, blocked: [] });
    const svg = '<svg><rect fill="url(#a)"></rect></svg>';
    expect(clean(svg).html).toBe(svg);
    const remote = `<img src="${EVIL}">`;
    expect(clean(remote, true).html).toBe(remote);
    expect(clean(remote, ["https://evil.example"]).html).toBe(remote);
    expect(clean(remote, ["*.example"]).html).toBe(remote);
    expect(clean(remote, ["http://evil.example", "evil", "example"]).html).toBe("<img>");
    expect(clean(remote, false).html).toBe("<img>");
  });

  it("leaves the app alone when a link is followed", () => {
    const { html } = clean(`<a href="${EVIL}">x</a><a href="#note">y</a>`);
    expect(html).toContain('target="_blank" rel="noopener noreferrer"');
    expect(html).toContain('<a href="#note">y</a>');
  });

  it("lies over nothing else", () => {
    expect(clean('<p style="position: fixed; top: 0px; color: red">x</p>').html).toBe(
      '<p style="top: 0px; color: red;">x</p>',
    );
  });
});
