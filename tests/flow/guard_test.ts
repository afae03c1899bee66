import { assert, assertEquals } from "@std/assert";
import { type MonoTypeOperatorFunction, of, tap } from "rxjs";
import { checkpoints } from "../../src/flow/checkpoints.ts";
import { epochs } from "../../src/flow/epochs.ts";
import { learn } from "../../src/flow/learn.ts";
import { records } from "../../src/flow/records.ts";
import { project } from "../cli/command.ts";
import { all, chunk, plainRule } from "./flow.ts";

// What makes the flow fast and can be counted; what can only be timed is in `deno task bench`.

async function deno(...args: readonly string[]): Promise<string> {
  const command = new Deno.Command(Deno.execPath(), { args: [...args], cwd: project });
  return new TextDecoder().decode((await command.output()).stdout);
}

Deno.test("nothing is allocated per sample", async () => {
  // A young generation that is larger than all that two million samples take: no collection.
  const nursery = "--v8-flags=--min-semi-space-size=256,--max-semi-space-size=256";
  const bytes = Number(await deno("run", "--cached-only", nursery, "tests/flow/allocations.ts"));
  // Chunks and epochs take some 13 bytes per sample; a boxed number, the least that can come to it
  // for each sample, takes 16 more.
  assert(bytes > 0 && bytes < 24 * 1_000_000, `${bytes} bytes`);
});

Deno.test("an epoch is as many emissions as it has chunks, and one record", async () => {
  const emissions = { chunks: 0, traces: 0, marked: 0, records: 0 };
  function count<T>(name: keyof typeof emissions): MonoTypeOperatorFunction<T> {
    return tap(() => emissions[name]++);
  }
  const x = Array.from({ length: 1000 }, (_, i) => i % 7);
  await all(
    of(chunk(x, x.map((i) => i % 2))).pipe(
      epochs({ count: 3, chunk: 256 }),
      count("chunks"),
      learn({ neuron: { weights: new Float64Array(1), bias: 0 }, ...plainRule }),
      count("traces"),
      checkpoints({ epochs: [] }),
      count("marked"),
      records(),
      count("records"),
    ),
  );
  assertEquals(emissions, { chunks: 12, traces: 12, marked: 12, records: 3 });
});

interface Graph {
  readonly roots: readonly string[];
  readonly redirects: Readonly<Record<string, string>>;
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly {
      readonly isDynamic?: boolean;
      readonly code?: { readonly specifier: string };
    }[];
  }[];
}

/** The modules that are loaded at the start of a program, whatever it does then. */
async function loadedAtStart(path: string): Promise<string[]> {
  const { roots, redirects, modules }: Graph = JSON.parse(await deno("info", "--json", path));
  const loaded = new Set<string>();
  const visit = (specifier: string) => {
    const target = redirects[specifier] ?? specifier;
    if (loaded.has(target)) return;
    loaded.add(target);
    const module = modules.find((module) => module.specifier === target);
    for (const { isDynamic, code } of module?.dependencies ?? []) {
      if (!isDynamic && code) visit(code.specifier);
    }
  };
  for (const root of roots) visit(root);
  return [...loaded];
}

Deno.test("--help loads the arguments and little else", async () => {
  const loaded = await loadedAtStart("src/cli/train.ts");
  assert(loaded.some((specifier) => specifier.endsWith("src/cli/options.ts")));
  for (const heavy of ["rxjs", "plot", "linkedom", "valibot"]) {
    assert(!loaded.some((specifier) => specifier.includes(heavy)), heavy);
  }
  assert(loaded.length <= 15, loaded.join("\n"));
});

Deno.test("a run without pictures loads neither Plot nor linkedom", async () => {
  const loaded = await loadedAtStart("src/cli/training.ts");
  assert(loaded.some((specifier) => specifier.endsWith("src/flow/learn.ts")));
  for (const heavy of ["plot", "linkedom", "to-json-schema", "jsonc-parser"]) {
    assert(!loaded.some((specifier) => specifier.includes(heavy)), heavy);
  }
});
