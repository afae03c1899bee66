import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { flowChart, type FlowPart } from "../../src/charts/flow_chart.ts";
import { textWidth } from "../../src/charts/text.ts";
import { HELD_OUT, SIZE, WIDTH } from "../../src/charts/theme.ts";
import { groups, parse, type Shape } from "./picture.ts";

const part = (name: string, ...options: string[]): FlowPart => ({ name, options });
const plain = {
  name: "plain",
  samples: [part("gaussians", "500 of N(0, 1)")],
  operators: [part("epochs", "count 3"), part("learn", "sgd", "batch 1"), part("records")],
  subscribers: [part("jsonLines", "metrics.jsonl"), part("charts")],
};

/** The texts of a picture with their places, from top to bottom. */
function placed(picture: Shape): { text: string; x: number; y: number; small: boolean }[] {
  return groups(picture, "text").flatMap((group) =>
    [...group.querySelectorAll("text")].map((text) => {
      const place = text.getAttribute("transform")!.match(/-?[\d.]+/g)!.map(Number);
      const small = group.matches(".small") || group.closest(".small") !== null;
      return { text: text.textContent!, x: place[0], y: place[1], small };
    })
  ).sort((a, b) => a.y - b.y || a.x - b.x);
}

Deno.test("flow: from top to bottom the samples, the operators, the subscribers, each with its options", () => {
  const read = placed(parse(flowChart(plain))).filter(({ small }) => !small);
  assertEquals(read.map(({ text }) => text), [
    ...["samples", "gaussians", "500 of N(0, 1)"],
    ...["operators", "epochs", "count 3", "learn", "sgd · batch 1", "records"],
    ...["subscribers", "jsonLines", "metrics.jsonl", "charts"],
  ]);
});

Deno.test("flow: held-out samples go past learning to where they are predicted, and only they have a hue", () => {
  const heldOut = flowChart({
    ...plain,
    samples: [...plain.samples, part("holdOut", "fraction 0.2")],
    operators: [...plain.operators.slice(0, 2), part("validate"), part("records")],
  });
  const lines = (svg: string) =>
    groups(parse(svg), "line").filter((line) => line.outerHTML.includes(HELD_OUT));
  assertEquals(lines(heldOut).length, 1);
  assertEquals(lines(flowChart(plain)).length, 0);
  assert(!parse(flowChart(plain)).querySelector("svg")!.outerHTML.includes(HELD_OUT));
  const picture = parse(heldOut);
  const [, begin, , end] = lines(heldOut)[0].querySelector("path")!.getAttribute("d")!
    .match(/,([\d.]+)/g)!.map((y) => Number(y.slice(1)));
  const dots = [...picture.querySelectorAll("circle")].map((dot) => Number(dot.getAttribute("cy")));
  assert(dots.includes(begin) && dots.includes(end) && begin < end);
});

Deno.test("flow: whatever the options are, their text stays in the picture and off the next part", () => {
  const words = fc.array(fc.string({ unit: "grapheme", maxLength: 80 }), { maxLength: 8 });
  fc.assert(
    fc.property(words, words, (some, others) => {
      const picture = parse(flowChart({
        ...plain,
        operators: [part("epochs", ...some), part("learn", ...others), part("records")],
      }));
      const texts = placed(picture);
      for (const { text, x, y, small } of texts) {
        const size = SIZE.tick[small ? "small" : "normal"];
        assert(x + textWidth(text, size) <= WIDTH, text);
        const below = texts.filter((other) => other.y > y && other.small === small);
        for (const other of below) assert(other.y - y >= size, `${text}: ${other.text}`);
      }
    }),
    { numRuns: 100 },
  );
});
