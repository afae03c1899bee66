import { assert, assertEquals } from "@std/assert";
import { STYLE } from "../../src/charts/theme.ts";
import { TONES } from "../../src/charts/tones.ts";
import { figures, ratio, roundTicks, share } from "../../src/charts/numbers.ts";
import { distinct, shortened, textWidth } from "../../src/charts/text.ts";
import { contrast } from "./contrast.ts";

Deno.test("text of every tone has a contrast of at least 4.5 on its paper", () => {
  for (const name of ["ink", "muted", "class0", "class1", "heldOut"] as const) {
    for (const paper of ["light", "dark"] as const) {
      const found = contrast(TONES[name][paper], TONES.paper[paper]);
      assert(found >= 4.5, `${name}, ${paper}: ${found.toFixed(2)}`);
    }
  }
});

Deno.test("a wrong sample differs from the right ones of its class, and those from the paper", () => {
  for (const paper of ["light", "dark"] as const) {
    for (const label of [0, 1] as const) {
      const [solid, pale] = [TONES[`class${label}`][paper], TONES[`right${label}`][paper]];
      // 1.7 was too little for dots on shading of their own colour.
      assert(contrast(solid, pale) > 2.3, `${contrast(solid, pale)}`);
      assert(contrast(pale, TONES.paper[paper]) > 1.7, `${contrast(pale, TONES.paper[paper])}`);
    }
  }
});

Deno.test("the style sheet turns every tone, as fill, stroke and colour, into its twin", () => {
  const tones = Object.values(TONES);
  for (const { light, dark } of tones) {
    for (const name of ["fill", "stroke", "color"]) {
      assert(STYLE.includes(`[${name}="${light}"]{${name}:${dark}}`));
    }
  }
  assertEquals(new Set(tones.map(({ light }) => light)).size, tones.length);
});

Deno.test("numbers have three significant digits, a true minus sign and no e", () => {
  const expected = {
    "0": "0",
    "0.03153": "0.0315",
    "-28.3973": "−28.4",
    "8.0981": "8.10",
    "999.6": "1,000",
    "1234": "1,230",
    "123456": "123,000",
    "4e23": "4.00 × 10²³",
    "-1e-9": "−1.00 × 10⁻⁹",
  };
  for (const [number, text] of Object.entries(expected)) {
    assertEquals(figures(Number(number)), text);
  }
  assertEquals([ratio(8.0016), ratio(1.43), ratio(46.4), ratio(268)], ["8", "1.4", "46", "270"]);
  assertEquals([share(1), share(0.999998), share(0.5)], ["1.0000", "0.999998", "0.5000"]);
});

Deno.test("round ticks lie inside, differ, and are at most as many as asked for", () => {
  const domains = [[0, 1], [-3.4, 6.6], [1e9, 1.1e9], [0, 3e-7], [1.6e12, 1.6e12 + 50], [-2, 2]];
  for (const [low, high] of domains) {
    for (const most of [2, 3, 5, 8]) {
      const { ticks, tickFormat } = roundTicks([low, high], most);
      assert(ticks.length >= 1 && ticks.length <= most, `${low} ${high} ${most}: ${ticks}`);
      for (const tick of ticks) assert(tick >= low && tick <= high);
      assertEquals(new Set(ticks.map(tickFormat)).size, ticks.length);
    }
  }
});

Deno.test("names are shortened in the middle; those that become alike get their number", () => {
  const room = { width: 100, size: 12 };
  const names = ["short", "a name that is too long, one", "a name that is too long, two"];
  const cut = distinct(names, room);
  assertEquals(cut[0], "short");
  assertEquals(new Set(cut).size, 3);
  for (const name of cut) assert(textWidth(name, 12) <= 100);
  assert(cut[1].endsWith("one") && cut[2].endsWith("two"));
  const alike = distinct([1, 2].map((n) => `${"x".repeat(99)}${n}${"x".repeat(99)}`), room);
  assert(alike[0].endsWith(" #1") && alike[1].endsWith(" #2"));
  // A character of East Asia is as wide as it is high.
  assertEquals([...shortened("漢".repeat(50), room)].length, 8);
});
