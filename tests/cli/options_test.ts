import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { type Options, optionsHelp, readCommandLine } from "../../src/cli/options.ts";
import { UserError } from "../../src/user_error.ts";

const OPTIONS = {
  set: { takes: "FIELD=VALUE", many: true, help: "change one field" },
  out: { takes: "DIR", help: "the run's folder" },
  seed: { takes: "N", help: "seed of everything random" },
  "learning-rate": { takes: "N", short: "lr", help: "learning rate" },
  charts: { takes: "DIR", help: "folder of the pictures" },
  "no-charts": { help: "draw no pictures and no page" },
  quiet: { short: "q", help: "no summary" },
  help: { short: "h", help: "show this text" },
} as const satisfies Options;

/** All that is found on a command line, without what was not given. */
function found(...args: string[]): unknown {
  const line = readCommandLine(args, OPTIONS);
  const flags = ["no-charts", "quiet", "help"].filter((name) => line.has(name));
  const values = ["set", "out", "seed", "charts", "learning-rate"].filter((name) =>
    line.get(name) !== undefined
  )
    .map((name) => [name, ...line.all(name)]);
  return { operands: line.operands, flags, values };
}

const valid: [args: string[], expected: Record<string, unknown>][] = [
  [[], {}],
  [["a.json", "b.json"], { operands: ["a.json", "b.json"] }],
  [["--out", "runs", "a.json"], { operands: ["a.json"], values: [["out", "runs"]] }],
  [["a.json", "--out=runs"], { operands: ["a.json"], values: [["out", "runs"]] }],
  [["--set", "a=1", "--set=b=2", "--set", "c="], { values: [["set", "a=1", "b=2", "c="]] }],
  [["--out=--x"], { values: [["out", "--x"]] }],
  [["--out= "], { values: [["out", " "]] }],
  [["--out=a\nb"], { values: [["out", "a\nb"]] }],
  [["--seed", "007"], { values: [["seed", "007"]] }],
  [["--seed", "-1"], { values: [["seed", "-1"]] }],
  [["--seed", "-.5e3"], { values: [["seed", "-.5e3"]] }],
  [["--seed=-1"], { values: [["seed", "-1"]] }],
  [["--lr", "0.1"], { values: [["learning-rate", "0.1"]] }],
  [["--lr=-1"], { values: [["learning-rate", "-1"]] }],
  [["--lr", "-1"], { values: [["learning-rate", "-1"]] }],
  [["--out", "-"], { values: [["out", "-"]] }],
  [["-", "007"], { operands: ["-", "007"] }],
  [["--quiet", "a.json"], { operands: ["a.json"], flags: ["quiet"] }],
  [["--quiet", "-"], { operands: ["-"], flags: ["quiet"] }],
  [["-q", "a.json"], { operands: ["a.json"], flags: ["quiet"] }],
  [["-qh"], { flags: ["quiet", "help"] }],
  [["-q", "--quiet"], { flags: ["quiet"] }],
  [["--no-charts"], { flags: ["no-charts"] }],
  [["--", "--out", "-1", "--x=", "-q", "007"], { operands: ["--out", "-1", "--x=", "-q", "007"] }],
  [["--out=a", "--", "--"], { operands: ["--"], values: [["out", "a"]] }],
];

for (const [args, expected] of valid) {
  Deno.test(`a command line: ${JSON.stringify(args)}`, () => {
    assertEquals(found(...args), { operands: [], flags: [], values: [], ...expected });
  });
}

const invalid: [args: string[], message: string][] = [
  [["--sead", "7"], "--sead: unknown option, did you mean --seed?"],
  [["--sead=7"], "--sead: unknown option, did you mean --seed?"],
  [["--sead="], "--sead: unknown option, did you mean --seed?"],
  [["--frobnicate"], "--frobnicate: unknown option, see --help"],
  [["--no-out=runs"], "--no-out: unknown option, see --help"],
  [["--constructor=1"], "--constructor: unknown option, see --help"],
  [["--a.b=1"], "--a.b: unknown option, see --help"],
  [["---out"], "---out: unknown option, did you mean --out?"],
  [["-o", "runs"], "-o: unknown option, did you mean --out?"],
  [["-qx"], "-qx: unknown option, see --help"],
  [["-seed", "7"], "-seed: unknown option, did you mean --seed?"],
  [["--_", "7"], "--_: unknown option, see --help"],
  [["-_"], "-_: unknown option, see --help"],
  [["-1"], "-1: unknown option, see --help"],
  [["--quiet", "-1"], "-1: unknown option, see --help"],
  [["--seed"], "--seed: a value is missing: --seed N"],
  [["--seed="], "--seed: a value is missing: --seed N"],
  [["--seed", ""], "--seed: a value is missing: --seed N"],
  [["--seed", "--quiet"], "--seed: a value is missing: --seed N"],
  [["--seed", "--", "7"], "--seed: a value is missing: --seed N"],
  [["--set="], "--set: a value is missing: --set FIELD=VALUE"],
  [["--set", "a=1", "--set="], "--set: a value is missing: --set FIELD=VALUE"],
  [["--seed=1", "--seed", "2"], "--seed: given 2 times, but only one value is allowed"],
  [
    ["--lr", "1", "--learning-rate", "2"],
    "--learning-rate: given 2 times, but only one value is allowed",
  ],
  [["--quiet=no"], "--quiet: takes no value"],
  [["--quiet="], "--quiet: takes no value"],
  [["--no-charts=1"], "--no-charts: takes no value"],
  [["-q=no"], "--quiet: takes no value"],
  [["-q5"], "--quiet: takes no value"],
  [["-q/tmp"], "--quiet: takes no value"],
];

for (const [args, message] of invalid) {
  Deno.test(`a wrong command line: ${JSON.stringify(args)}`, () => {
    const error = assertThrows(() => readCommandLine(args, OPTIONS), UserError);
    assertEquals(error.message, message);
  });
}

Deno.test("help has one aligned line per option", () => {
  const lines = optionsHelp(OPTIONS).split("\n");
  assertEquals(lines.length, Object.keys(OPTIONS).length);
  assertEquals(lines[0], "      --set FIELD=VALUE        change one field");
  assertEquals(lines[3], "      --learning-rate, --lr N  learning rate");
  assertEquals(lines[6], "  -q, --quiet                  no summary");
});

Deno.test("property: a value after an equals sign is taken as it is", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", minLength: 1 }), (value) => {
    assertEquals(found(`--out=${value}`), { operands: [], flags: [], values: [["out", value]] });
  }));
});

Deno.test("property: every command line is read or rejected with a UserError", () => {
  const part = fc.constantFrom(
    ...Object.keys(OPTIONS),
    "-",
    "--",
    "=",
    "_",
    "q",
    "h",
    "7",
    ".",
    " ",
  );
  const args = fc.array(fc.array(part, { maxLength: 4 }).map((parts) => parts.join("")));
  fc.assert(fc.property(args, (args) => {
    try {
      found(...args);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }));
});
