import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseOverride } from "../../src/pipeline/override.ts";
import { mergeWritten, setWritten, type Written, written } from "../../src/pipeline/written.ts";
import { isObject } from "../../src/values.ts";

/** Objects of a few fields and kinds, whose other values are left open. */
const { spec } = fc.letrec<{ spec: unknown }>((tie) => ({
  spec: fc.record(
    {
      kind: fc.constantFrom("a", "b"),
      u: fc.oneof({ depthSize: "small" }, fc.constant(0), tie("spec")),
      v: fc.oneof({ depthSize: "small" }, fc.constant(0), fc.constant([0]), tie("spec")),
      optimizer: fc.oneof(fc.constantFrom("a", "b"), tie("spec")),
    },
    { requiredKeys: [] },
  ),
}));

/** The same with a source's name for every value that is open. */
function signed(value: unknown, source: string): unknown {
  if (value === 0) return source;
  if (Array.isArray(value)) return value.map((item) => signed(item, source));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, value]) => [
      key,
      signed(value, source),
    ]),
  );
}

function leaves(value: unknown, path: string[] = []): [path: string, value: unknown][] {
  return isObject(value) || Array.isArray(value)
    ? Object.entries(value).flatMap(([key, value]) => leaves(value, [...path, key]))
    : [[path.join("."), value]];
}

/** Pipelines one over the other, in any order of merging. */
type Tree = readonly [base: Tree, over: Tree] | { readonly of: unknown };
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    fc.record({ of: spec }),
    fc.tuple(tie("tree"), tie("tree")),
  ),
}));

Deno.test("each value of merged pipelines has the origin that gave it, whatever is over what", () => {
  fc.assert(fc.property(tree, (tree) => {
    let sources = 0;
    function merged(tree: Tree): Written {
      if (!("of" in tree)) return mergeWritten(merged(tree[0]), merged(tree[1]));
      const source = `#${sources++}`;
      return mergeWritten(written({}, "nothing"), written(signed(tree.of, source), source));
    }
    const { spec, originOf } = merged(tree);
    for (const [path, value] of leaves(spec)) {
      const origin = originOf(path);
      assert(origin?.startsWith("#"), `${path}: ${origin}`);
      if (String(value).startsWith("#")) assertEquals(origin, value, path);
    }
  }));
});

Deno.test("what has been replaced by another kind has no origin", () => {
  const sgd = written({ optimizer: { kind: "sgd", momentum: 0.9 } }, "sgd.json");
  const adam = written({ optimizer: "adam" }, "adam.json");
  const plain = written({ optimizer: { kind: "sgd" } }, "plain.json");
  const { originOf } = [sgd, adam, plain].reduce(mergeWritten);
  assertEquals(originOf("optimizer.kind"), "plain.json");
  assertEquals(originOf("optimizer.momentum"), undefined);
  // Merged the other way around, it is there again.
  assertEquals(
    mergeWritten(sgd, mergeWritten(adam, plain)).originOf("optimizer.momentum"),
    "sgd.json",
  );
});

Deno.test("a field that is set has the option as its origin, and its neighbours keep theirs", () => {
  const file = written(
    {
      data: { classes: [{ mean: 0, sd: 1 }, { mean: 5, sd: 1 }] },
      optimizer: { kind: "sgd", momentum: 0.9 },
      transforms: ["standardize"],
    },
    "a.json",
  );
  const originsOf = (...settings: string[]) => {
    const { spec, originOf } = setWritten(
      mergeWritten(written({}, ""), file),
      settings.map(parseOverride),
    );
    return Object.fromEntries(
      leaves(spec).flatMap(([path]) => originOf(path) === "a.json" ? [] : [[path, originOf(path)]]),
    );
  };
  assertEquals(originsOf(), {});
  assertEquals(originsOf("data.classes.1.mean=3", "seed=7", "seed=8"), {
    "data.classes.1.mean": "--set data.classes.1.mean",
    seed: "--set seed",
  });
  assertEquals(originsOf('optimizer={"momentum":0.5}'), {
    "optimizer.momentum": "--set optimizer",
  });
  assertEquals(originsOf("optimizer=adam"), { "optimizer.kind": "--set optimizer" });
  assertEquals(originsOf('transforms=["standardize"]'), {
    "transforms.0.kind": "--set transforms",
  });
});
