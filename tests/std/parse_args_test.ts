import { assertEquals, assertThrows } from "@std/assert";
import { type Args, parseArgs, type ParseOptions } from "@std/cli/parse-args";

// All of these hold for the original too: they run against it without the `links` line of deno.json.

/** Without the types that literal names have in the original: the command line computes its names. */
function parse(args: readonly string[], options?: ParseOptions): Args {
  return parseArgs(args, options);
}

Deno.test("options and operands may come in any order", () => {
  const args = ["a", "--out", "runs", "b", "--quiet", "c"];
  assertEquals(parse(args, { boolean: ["quiet"], string: ["out"] }), {
    _: ["a", "b", "c"],
    out: "runs",
    quiet: true,
  });
});

Deno.test("a value follows its option or an equals sign", () => {
  const options = { string: ["out"] };
  for (const args of [["--out", "a=b"], ["--out=a=b"]]) {
    assertEquals(parse(args, options), { _: [], out: "a=b" });
  }
  assertEquals(parse(["--out=-"], options), { _: [], out: "-" });
  assertEquals(parse(["--out=a\nb"], options), { _: [], out: "a\nb" });
});

Deno.test("the last value of a repeated option counts, unless they are collected", () => {
  const args = ["--set", "a=1", "--set=b=2", "--set", "c=3"];
  assertEquals(parse(args, { string: ["set"] }).set, "c=3");
  const options = { string: ["set"], collect: ["set"] };
  assertEquals(parse(args, options).set, ["a=1", "b=2", "c=3"]);
  assertEquals(parse(["--set", "a"], options).set, ["a"]);
  assertEquals(parse([], options).set, []);
});

Deno.test("a string option without a value is the empty string", () => {
  const options = { string: ["out", "set"], boolean: ["quiet"] };
  assertEquals(parse(["--out"], options).out, "");
  assertEquals(parse(["--out="], options).out, "");
  assertEquals(parse(["--out", "--quiet"], options), { _: [], out: "", quiet: true });
  assertEquals(parse(["--out", "-1"], options), { _: [], out: "", 1: true, quiet: false });
  assertEquals(parse(["--out", "-"], options), { _: ["-"], out: "", quiet: false });
  assertEquals(parse(["--out", ""], options), { _: [""], out: "", quiet: false });
  assertEquals(parse(["--out", "--", "a"], options), { _: ["a"], out: "", quiet: false });
});

Deno.test("a boolean option is false unless given and takes no value but true and false", () => {
  const options = { boolean: ["quiet"] };
  assertEquals(parse([], options), { _: [], quiet: false });
  assertEquals(parse(["--quiet", "a"], options), { _: ["a"], quiet: true });
  assertEquals(parse(["--quiet", "false", "a"], options), { _: ["a"], quiet: false });
  assertEquals(parse(["--quiet", "true"], options), { _: [], quiet: true });
  assertEquals(parse(["--quiet=false"], options), { _: [], quiet: false });
  assertEquals(parse(["--quiet=no"], options), { _: [], quiet: true });
});

Deno.test("a name may begin with no-, which is dropped before an equals sign", () => {
  const options = { boolean: ["no-charts"], string: ["out"] };
  assertEquals(parse(["--no-charts", "a"], options), { _: ["a"], "no-charts": true });
  assertEquals(parse(["--no-out=a"], options), { _: [], "no-charts": false, out: "a" });
});

Deno.test("an option with an alias is set under both names", () => {
  const options = { boolean: ["quiet"], string: ["out"], alias: { quiet: "q", out: "o" } };
  assertEquals(parse(["-q"], options), { _: [], quiet: true, q: true });
  const expected = { _: [], quiet: false, q: false, out: "a", o: "a" };
  assertEquals(parse(["--o", "a"], options), expected);
  assertEquals(parse(["-o", "b", "--out=a"], options), expected);
  const collected = parse(["-o", "a", "--out=b"], { ...options, collect: ["out"] });
  assertEquals([collected.out, collected.o], [["a", "b"], ["a", "b"]]);
});

Deno.test("letters may be grouped, and a value may follow the group or be part of it", () => {
  assertEquals(parse(["-abc", "value"]), { _: [], a: true, b: true, c: "value" });
  assertEquals(parse(["-n5", "-x=1e3", "-o=a"]), { _: [], n: 5, x: 1000, o: "a" });
  assertEquals(parse(["-I/tmp/x", "-f-", "-o="]), { _: [], I: "/tmp/x", f: "-", o: "" });
  assertEquals(parse(["-s", "-"], { string: ["s"] }), { _: [], s: "-" });
  assertEquals(parse(["-s", "-x"], { string: ["s"] }), { _: [], s: "", x: true });
  assertEquals(parse(["-as"], { string: ["a", "s"] }), { _: [], a: "", s: "" });
});

Deno.test("what looks like a number becomes one, except the value of a string option", () => {
  const args = ["1", "0x1f", "1e3", "-", " ", "1f", "--n", "07", "--m=.5", "--s=07"];
  assertEquals(parse(args, { string: ["s"] }), {
    _: [1, 31, 1000, "-", " ", "1f"],
    n: 7,
    m: 0.5,
    s: "07",
  });
});

Deno.test("after -- everything is an operand, and never a number", () => {
  assertEquals(parse(["1", "--", "--out", "2", "--"]), { _: [1, "--out", "2", "--"] });
});

Deno.test("unknown is called with operands and undeclared options, and can leave them out", () => {
  const found: unknown[][] = [];
  const options = {
    boolean: ["quiet"],
    string: ["out"],
    alias: { quiet: "q" },
    unknown(...call: unknown[]) {
      found.push(call);
      return false;
    },
  };
  const args = ["7", "--quiet", "-q", "--out=", "--ot", "c", "--x=1", "-z", "--", "d"];
  const result = parse(args, options);
  assertEquals(result, { _: ["d"], quiet: true, q: true, out: "" });
  assertEquals(found, [["7"], ["--ot", "ot", "c"], ["--x=1", "x", "1"], ["-z", "z", true]]);
  assertEquals(parse(["a", "--x=1"], { unknown: () => undefined }), { _: ["a"], x: 1 });
});

Deno.test("an error that unknown throws is passed on", () => {
  const unknown = (arg: string) => {
    throw new RangeError(arg);
  };
  assertThrows(() => parse(["--sede", "7"], { unknown }), RangeError, "--sede");
});

Deno.test("the given arguments are not changed", () => {
  const args = ["--out", "a", "b", "--", "c"];
  parse(args);
  assertEquals(args, ["--out", "a", "b", "--", "c"]);
});
