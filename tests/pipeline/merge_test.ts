import { assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../../src/user_error.ts";
import { merge } from "../../src/pipeline/merge.ts";
import { parseOverride, withOverrides } from "../../src/pipeline/override.ts";

Deno.test("objects merge, lists and values replace", () => {
  assertEquals(
    merge({ a: 1, b: { c: 2, d: [1, 2] } }, { b: { d: [3] }, e: 4 }),
    { a: 1, b: { c: 2, d: [3] }, e: 4 },
  );
});

Deno.test("an object of another kind replaces, one of the same kind or of none merges", () => {
  const base = { o: { kind: "sgd", momentum: 0.9 } };
  assertEquals(merge(base, { o: { kind: "adam" } }), { o: { kind: "adam" } });
  assertEquals(merge(base, { o: { kind: "sgd" } }), base);
  assertEquals(merge(base, { o: { momentum: 0 } }), { o: { kind: "sgd", momentum: 0 } });
});

Deno.test("the name of a kind is merged as its object is", () => {
  const base = { optimizer: { kind: "sgd", momentum: 0.9 } };
  assertEquals(merge(base, { optimizer: "adam" }), { optimizer: { kind: "adam" } });
  assertEquals(merge(base, { optimizer: "sgd" }), base);
  assertEquals(merge({ optimizer: "adam" }, { optimizer: { beta1: 0.5 } }), {
    optimizer: { kind: "adam", beta1: 0.5 },
  });
  assertEquals(set({ optimizer: "adam" }, "optimizer.beta1=0.5"), {
    optimizer: { kind: "adam", beta1: 0.5 },
  });
  assertEquals(merge({}, { transforms: ["standardize"] }), {
    transforms: [{ kind: "standardize" }],
  });
});

Deno.test("keys of the prototype are keys as any other, and nobody's prototype changes", () => {
  const merged = merge({}, JSON.parse('{ "__proto__": { "polluted": true } }')) as object;
  assertEquals(Object.keys(merged), ["__proto__"]);
  assertEquals(({} as Record<string, unknown>).polluted, undefined);
  assertEquals(merge({}, { toString: { a: 1 } }), { toString: { a: 1 } });
});

function set(spec: unknown, ...settings: string[]): unknown {
  return withOverrides(spec, settings.map(parseOverride));
}

Deno.test("--set changes one field; its value is JSON, or else a bare string", () => {
  assertEquals(set({ a: { b: 1, c: 2 } }, "a.b=0.5"), { a: { b: 0.5, c: 2 } });
  assertEquals(set({}, "a.b.c=[1, 2]"), { a: { b: { c: [1, 2] } } });
  assertEquals(set({}, "loss=squared-error"), { loss: "squared-error" });
  assertEquals(set({}, "name=a=b"), { name: "a=b" });
  assertEquals(set({ a: 1 }, "a=2", "a=3"), { a: 3 });
});

Deno.test("--set reaches into a list by index", () => {
  assertEquals(set({ a: [{ b: 1, c: 2 }, { b: 3 }] }, "a.1.b=4"), {
    a: [{ b: 1, c: 2 }, { b: 4 }],
  });
});

for (const text of ["", "a", "=1", "a.=1", "a b=1"]) {
  Deno.test(`--set ${JSON.stringify(text)} is refused`, () => {
    assertThrows(() => parseOverride(text), UserError, "expected a field and a value");
  });
}
