import { assert, assertEquals, assertMatch } from "@std/assert";
import { filesIn, parseLines, project, shell, withFolder } from "./command.ts";
import { TRAIN, until } from "./running.ts";

/** Trains on a stream from standard input, as a script of printf writes it. */
async function stream(rows: string, args: string, out: string) {
  const { code, stdout, stderr } = await shell(
    `printf '${rows}' | deno task --quiet train pipelines/stream.json -q ${args} --out '${out}'`,
  );
  const records = stdout === "" ? [] : parseLines(stdout);
  return { code, stderr, records, end: records.at(-1) };
}

for (
  const [what, rows, args, classes, samples] of [
    ["numbers", "a,b,y\n1,2,1\n3,4,1\n", "", ["0", "1"], 2],
    ["numbers without a header", "1,2,0\n3,4,0\n5,6,0\n", "", ["0", "1"], 3],
    ["names", "a,b,y\n1,2,yes\n3,4,yes\n", "--positive yes", ["not yes", "yes"], 2],
    ["other names", "a,b,y\n1,2,no\n3,4,no\n", "--positive yes", ["no", "yes"], 2],
    ["JSON Lines", '{"a":1,"y":1}\n', "--data - --format jsonl", ["0", "1"], 1],
  ] as const
) {
  Deno.test(`a stream that ends with one class only ends as a run with a model: ${what}`, () =>
    withFolder(async (folder) => {
      const { code, end } = await stream(rows, args, `${folder}/run`);
      assertEquals(code, 0);
      assertEquals([end!.event, end!.stopped, end!.samples, end!.classes], [
        "end",
        "completed",
        samples,
        classes,
      ]);
      assertEquals(filesIn(`${folder}/run`), ["metrics.jsonl", "model.json"]);
    }));
}

for (
  const [what, rows, args, said] of [
    ["a field", "a,b,y\n1,2,0\n3,4,1\n5,", "", "<stdin>:4:3: expected 3 fields, found 2"],
    ["a quoted field", 'a,b,y\n1,2,0\n3,4,1\n5,"6', "", "<stdin>:4:3: this quote is never closed"],
    [
      "a label",
      "a,b,y\n1,2,no\n3,4,yes\n5,6,ye",
      "--positive yes",
      "<stdin>:4:5: expected the label",
    ],
    [
      "an object",
      '{"a":1,"y":1}\n{"a":2,"y":0}\n{"a":3,',
      "--data - --format jsonl",
      "<stdin>:3:8: not JSON",
    ],
  ] as const
) {
  Deno.test(`a stream that ends in the middle of ${what} loses that row alone, and says so`, () =>
    withFolder(async (folder) => {
      const { code, stderr, end } = await stream(rows, args, `${folder}/run`);
      assertEquals([code, end!.stopped, end!.samples, end!.skipped], [0, "completed", 2, 1]);
      assert(stderr.startsWith(said), stderr);
      assertMatch(stderr, /; the source ended in the middle of this row\n1 bad row was skipped\n$/);
    }));
}

Deno.test("a last row that is whole but for its line feed counts, a bad row before it is one", () =>
  withFolder(async (folder) => {
    const whole = await stream("a,b,y\n1,2,0\n3,4,1\n5,6,1", "", `${folder}/whole`);
    assertEquals([whole.code, whole.end!.samples], [0, 3]);
    const bad = await stream("a,b,y\n1,2,0\n3,\n5,6,1", "", `${folder}/bad`);
    assertEquals([bad.code, bad.stderr], [2, "<stdin>:3:3: expected 3 fields, found 2\n"]);
  }));

Deno.test("rows that are kept have both classes, and a whole last row", () =>
  withFolder(async (folder) => {
    const kept = (rows: string) =>
      shell(
        `printf '${rows}' | deno task --quiet train -q --data - --format csv --out '${folder}/k'`,
      );
    const one = await kept("a,y\n1,1\n2,1\n");
    assertEquals(one.code, 2);
    assertMatch(one.stderr, /expected two classes, but every label is "1" and none is "0"/);
    assertEquals((await kept("a,y\n1,1\n2,0\n3,")).code, 2);
  }));

Deno.test("a model of one class predicts, and is evaluated on rows of both", () =>
  withFolder(async (folder) => {
    await stream("a,b,y\n1,2,yes\n3,4,yes\n", "--positive yes", `${folder}/run`);
    const model = `'${folder}/run/model.json'`;
    const predicted = await shell(
      `printf 'a,b\n3,4\n' | deno task --quiet predict ${model} - --format csv`,
    );
    assertEquals([predicted.code, parseLines(predicted.stdout)[0].class], [0, "yes"]);
    const evaluated = await shell(
      `printf 'a,b,y\n1,2,yes\n1,3,no\n' | deno task --quiet evaluate ${model} - --format csv`,
    );
    assertEquals([evaluated.code, evaluated.stderr], [0, ""]);
    assertEquals(JSON.parse(evaluated.stdout).rows, 2);
  }));

Deno.test("a stream whose trainer is stopped ends as a run with a model, one class or not", () =>
  withFolder(async (folder) => {
    const child = new Deno.Command(Deno.execPath(), {
      args: [...TRAIN, "pipelines/stream.json", "-q", "--out", folder],
      cwd: project,
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode("a,b,y\n1,2,1\n3,4,1\n"));
    let text = "";
    const read = (async () => {
      for await (const piece of child.stdout.pipeThrough(new TextDecoderStream())) text += piece;
    })();
    await until(() => text.includes('"event":"progress"'), child);
    child.kill("SIGTERM");
    assertEquals((await child.status).code, 143);
    await read;
    await writer.abort().catch(() => {});
    const end = parseLines(text).at(-1)!;
    assertEquals([end.event, end.stopped], ["end", "signal"]);
    assertEquals(filesIn(folder), ["metrics.jsonl", "model.json"]);
  }));
