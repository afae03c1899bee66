import { assertEquals } from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";

// All of these hold for the original too: they run against it without the `links` line of deno.json.

Deno.test("options and operands may come in any order", () => {
  assertEquals(parseArgs(["a", "--out", "runs", "b", "--quiet", "c"], { boolean: "quiet" }), {
    _: ["a", "b", "c"],
    out: "runs",
    quiet: true,
  });
});

Deno.test("a value follows its option or stands behind an equals sign", () => {
  const options = { string: ["out"] } as const;
  assertEquals(parseArgs(["--out", "runs"], options), { _: [], out: "runs" });
  assertEquals(parseArgs(["--out=runs"], options), { _: [], out: "runs" });
  assertEquals(parseArgs(["--out=a=b"], options), { _: [], out: "a=b" });
  assertEquals(parseArgs(["--out=-"], options), { _: [], out: "-" });
});

Deno.test("of a repeated option the last value counts, unless they are collected", () => {
  const args = ["--set", "a=1", "--set=b=2", "--set", "c=3"];
  assertEquals(parseArgs(args, { string: "set" }).set, "c=3");
  const options = { string: "set", collect: "set" } as const;
  assertEquals(parseArgs(args, options).set, ["a=1", "b=2", "c=3"]);
  assertEquals(parseArgs(["--set", "a"], options).set, ["a"]);
  assertEquals(parseArgs([], options).set, []);
  const flags = { boolean: "v", collect: "v" } as const;
  assertEquals(parseArgs(["-v", "--v"], flags).v, [true, true]);
  assertEquals(parseArgs([], flags).v, []);
});

Deno.test("a string option without a value is the empty string", () => {
  const options = { string: ["out", "set"], boolean: "quiet" } as const;
  assertEquals(parseArgs(["--out"], options).out, "");
  assertEquals(parseArgs(["--out", "--quiet"], options), { _: [], out: "", quiet: true });
  assertEquals(parseArgs(["--out", "-1"], options), { _: [], out: "", 1: true, quiet: false });
  assertEquals(parseArgs(["--out", "-"], options), { _: ["-"], out: "", quiet: false });
  assertEquals(parseArgs(["--out", ""], options), { _: [""], out: "", quiet: false });
  assertEquals(parseArgs(["--out", "--", "a"], options), { _: ["a"], out: "", quiet: false });
});

Deno.test("an empty value behind an equals sign makes another option of it", () => {
  const found: unknown[] = [];
  parseArgs(["--out="], { string: "out", unknown: (...seen) => found.push(seen) });
  assertEquals(found, [["--out=", "out=", true]]);
});

Deno.test("a boolean option is false unless given and takes no value but true and false", () => {
  const options = { boolean: ["quiet"] } as const;
  assertEquals(parseArgs([], options), { _: [], quiet: false });
  assertEquals(parseArgs(["--quiet", "a"], options), { _: ["a"], quiet: true });
  assertEquals(parseArgs(["--quiet", "false", "a"], options), { _: ["a"], quiet: false });
  assertEquals(parseArgs(["--quiet", "true"], options), { _: [], quiet: true });
  assertEquals(parseArgs(["--quiet=false"], options), { _: [], quiet: false });
  assertEquals(parseArgs(["--quiet=no"], options), { _: [], quiet: true });
});

Deno.test("--no- turns off what is negatable, whatever came before", () => {
  const options = { boolean: "charts", string: "out", negatable: ["charts", "out"] } as const;
  assertEquals(parseArgs(["--charts", "--no-charts"], options).charts, false);
  assertEquals(parseArgs(["--no-charts", "--charts"], options).charts, true);
  assertEquals(parseArgs(["--out", "a", "--no-out"], options).out, false);
  const collected = parseArgs(["--out=a", "--no-out"], { ...options, collect: "out" });
  assertEquals(collected.out, false);
});

Deno.test("--no- of what is not negatable is an option of that name", () => {
  assertEquals(parseArgs(["--no-charts"], { boolean: "charts" }), {
    _: [],
    charts: false,
    "no-charts": true,
  });
  assertEquals(parseArgs(["--no-charts", "a"], { boolean: "no-charts" }), {
    _: ["a"],
    "no-charts": true,
  });
});

Deno.test("an alias is another name for the same option, and both are set", () => {
  const options = {
    boolean: "help",
    string: "out",
    alias: { help: "h", out: ["o", "to"] },
  } as const;
  assertEquals(parseArgs(["-h"], options), { _: [], help: true, h: true });
  assertEquals(parseArgs(["--to", "a"], options), {
    _: [],
    help: false,
    h: false,
    out: "a",
    o: "a",
    to: "a",
  });
  const collected = parseArgs(["-o", "a", "--out=b"], { ...options, collect: "out" });
  assertEquals([collected.out, collected.o, collected.to], [["a", "b"], ["a", "b"], ["a", "b"]]);
});

Deno.test("letters may be grouped, and a value may follow or stand in the group", () => {
  assertEquals(parseArgs(["-abc", "value"]), { _: [], a: true, b: true, c: "value" });
  assertEquals(parseArgs(["-n5", "-x=1e3", "-o=a"]), { _: [], n: 5, x: 1000, o: "a" });
  assertEquals(parseArgs(["-I/tmp/x", "-f-"]), { _: [], I: "/tmp/x", f: "-" });
  assertEquals(parseArgs(["-s", "-"], { string: "s" }), { _: [], s: "-" });
  assertEquals(parseArgs(["-s", "-x"], { string: "s" }), { _: [], s: "", x: true });
  assertEquals(parseArgs(["-as"], { string: ["a", "s"] }), { _: [], a: "", s: "" });
});

Deno.test("a dash is an operand", () => {
  assertEquals(parseArgs(["-", "a"]), { _: ["-", "a"] });
});

Deno.test("what looks like a number becomes one, unless it is declared a string", () => {
  assertEquals(parseArgs(["1", "0x1f", "1e3", "-", " ", "1f", "--n", "07", "--m=.5"]), {
    _: [1, 31, 1000, "-", " ", "1f"],
    n: 7,
    m: 0.5,
  });
  const kept: Record<string, unknown> = parseArgs(["1", "--n", "07"], { string: ["_", "n"] });
  assertEquals(kept, { _: ["1"], n: "07" });
});

Deno.test("after -- everything is an operand, and never a number", () => {
  assertEquals(parseArgs(["1", "--", "--out", "2", "--"]), { _: [1, "--out", "2", "--"] });
  assertEquals(parseArgs(["1", "--", "--out", "2"], { "--": true }), {
    _: [1],
    "--": ["--out", "2"],
  });
  assertEquals(parseArgs([], { "--": true }), { _: [], "--": [] });
});

Deno.test("a default stands in for an option that was not given, and for its aliases", () => {
  const options = { string: "out", alias: { out: "o" }, default: { out: "runs", n: 5 } } as const;
  assertEquals(parseArgs([], options), { _: [], out: "runs", o: "runs", n: 5 });
  assertEquals(parseArgs(["-o", "x"], options), { _: [], out: "x", o: "x", n: 5 });
  assertEquals(parseArgs([], { boolean: "quiet", default: { quiet: true } }).quiet, true);
});

Deno.test("unknown is told of operands and undeclared options, and can leave them out", () => {
  const found: unknown[][] = [];
  const options = {
    boolean: "quiet",
    string: "out",
    alias: { quiet: "q" },
    unknown(...seen: unknown[]) {
      found.push(seen);
      return false;
    },
  } as const;
  const args = ["a", "--quiet", "-q", "--out", "b", "--ot", "c", "--x=1", "-z", "--", "d"];
  assertEquals(parseArgs(args, options), { _: ["d"], quiet: true, q: true, out: "b" });
  assertEquals(found, [["a"], ["--ot", "ot", "c"], ["--x=1", "x", "1"], ["-z", "z", true]]);
  assertEquals(parseArgs(["--one", "1"], { ...options, alias: { one: "o" } }).o, 1);
  const kept = parseArgs(["a", "--x=1"], { unknown: () => undefined });
  assertEquals(kept, { _: ["a"], x: 1 });
});

Deno.test("an error that unknown throws ends the reading", () => {
  let reason: unknown;
  try {
    parseArgs(["--sede", "7"], {
      unknown(arg) {
        throw new RangeError(arg);
      },
    });
  } catch (thrown) {
    reason = thrown;
  }
  assertEquals(reason instanceof RangeError && reason.message, "--sede");
});

Deno.test("the arguments given are left as they were", () => {
  const args = ["--out", "a", "b", "--", "c"];
  parseArgs(args);
  assertEquals(args, ["--out", "a", "b", "--", "c"]);
});

Deno.test("the result knows the types of what is declared", () => {
  const result = parseArgs(["--out", "a"], {
    boolean: ["quiet"],
    string: ["out", "set", "port"],
    collect: ["set"],
    negatable: ["out"],
    default: { port: 80 },
    "--": true,
  });
  const quiet: boolean = result.quiet;
  const out: string | false | undefined = result.out;
  const set: string[] = result.set;
  const port: string | number = result.port;
  const operands: (string | number)[] = result._;
  const after: string[] = result["--"];
  // @ts-expect-error What was not declared may be anything.
  const other: string = result.other;
  assertEquals([quiet, out, set, port, operands, after, other], [
    false,
    "a",
    [],
    80,
    [],
    [],
    undefined,
  ]);
});
