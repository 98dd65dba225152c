import { describe, expect, it } from "vitest";
import { placeBeside } from "./usePlace";

const desktop = { top: 100, bottom: 140, page: 0, buttons: 800, screen: 900 };

describe("placeBeside", () => {
  it("goes below, and takes half of the window at most", () => {
    expect(placeBeside(desktop)).toEqual({ isUpwards: false, height: 450 });
  });

  it("ends above the buttons", () => {
    expect(placeBeside({ ...desktop, buttons: 400 })).toEqual({ isUpwards: false, height: 252 });
  });

  it("goes up where there is more room", () => {
    const low = { ...desktop, top: 500, bottom: 540, buttons: 700 };
    expect(placeBeside(low)).toEqual({ isUpwards: true, height: 450 });
  });

  it("covers the buttons rather than being a line", () => {
    const phone = { top: 60, bottom: 100, page: 40, buttons: 150, screen: 320 };
    expect(placeBeside(phone)).toEqual({ isUpwards: false, height: 212 });
  });

  it("ends with the window where a keyboard covers the buttons", () => {
    expect(placeBeside({ ...desktop, screen: 400 }).height).toBe(220);
    expect(placeBeside({ ...desktop, screen: 380 }).height).toBe(220);
  });
});
