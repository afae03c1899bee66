import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  countUnseen,
  featureNames,
  learnCategories,
  oneHot,
} from "../../src/samples/categories.ts";

/** Samples of a number and a text, as a reader of rows gives them, and the texts by their codes. */
function coded(rows: readonly (readonly [x: number, text: string | undefined])[]) {
  const texts = [...new Set(rows.flatMap(([, text]) => text === undefined ? [] : [text]))];
  const features = rows.flatMap(([x, text]) => [x, text === undefined ? NaN : texts.indexOf(text)]);
  return {
    texts,
    chunk: {
      width: 2,
      features: Float64Array.from(features),
      labels: new Float64Array(rows.length),
    },
  };
}

const text = fc.option(fc.string({ maxLength: 3 }), { nil: undefined });
const rows = fc.array(fc.tuple(fc.double({ noNaN: true }), text), { minLength: 1, maxLength: 20 });

Deno.test("each text is 1 in the feature of its name and 0 in all others, whatever the order of rows", () => {
  fc.assert(fc.property(rows, (rows) => {
    const { chunk, texts } = coded(rows);
    const { columns, recode } = learnCategories(chunk, {
      names: ["x", "c"],
      texts: [undefined, texts],
    });
    const names = featureNames(columns);
    assertEquals(names, ["x", ...texts.toSorted().map((text) => `c=${text}`)]);
    const { width, features, labels } = oneHot(recode(chunk), columns);
    assertEquals([width, labels], [names.length, chunk.labels]);
    rows.forEach(([x, text], row) => {
      const expected = names.slice(1).map((name) =>
        text === undefined ? NaN : name === `c=${text}` ? 1 : 0
      );
      assertEquals([...features.subarray(row * width, (row + 1) * width)], [x, ...expected]);
    });
  }));
});

Deno.test("a text that only other samples have is no category, and is counted", () => {
  const { chunk, texts } = coded([[1, "red"], [2, "blue"], [3, "mauve"], [4, undefined]]);
  const training = { ...chunk, features: chunk.features.slice(0, 4), labels: new Float64Array(2) };
  const { columns, recode } = learnCategories(training, {
    names: ["x", "c"],
    texts: [undefined, texts],
  });
  assertEquals(columns, [{ name: "x" }, { name: "c", categories: ["blue", "red"] }]);
  const all = recode(chunk);
  assertEquals([...all.features], [1, 1, 2, 0, 3, -1, 4, NaN]);
  assertEquals([...oneHot(all, columns).features], [1, 0, 1, 2, 1, 0, 3, 0, 0, 4, NaN, NaN]);
  assertEquals([countUnseen(all, columns), countUnseen(recode(training), columns)], [1, 0]);
});

Deno.test("a number of -1 is no unseen text", () => {
  const chunk = { width: 1, features: Float64Array.of(-1), labels: Float64Array.of(0) };
  assertEquals(countUnseen(chunk, [{ name: "x" }]), 0);
});
