import { assertEquals, assertRejects } from "@std/assert";
import type { LogRecord } from "../../src/records.ts";
import { type Followed, followRun, recordsOf } from "../../src/run/follow.ts";
import { UserError } from "../../src/user_error.ts";
import { withFolder } from "../cli/command.ts";

const encoder = new TextEncoder();

function line(event: string, fields: Record<string, unknown> = {}): string {
  return JSON.stringify({ event, ...fields }) + "\n";
}

/** Follows a run; each call of the function gives what comes next. */
async function following(
  run: string,
  test: (next: () => Promise<Followed>) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  const followed = followRun(run, controller);
  try {
    await test(async () => (await followed.next()).value!);
  } finally {
    controller.abort();
    assertEquals((await followed.next()).done, true);
  }
}

function names({ records }: { records: readonly LogRecord[] }): string[] {
  return records.map((record) => record.event);
}

Deno.test("a log that grows is followed to its last whole line, and on after it has been moved", () =>
  withFolder((folder) =>
    following(folder, async (next) => {
      Deno.mkdirSync(`${folder}/.partial`);
      const log = `${folder}/.partial/metrics.jsonl`;
      Deno.writeTextFileSync(log, line("a") + line("b") + line("c").slice(0, 5));
      const first = await next();
      assertEquals([first.isNew, names(first)], [true, ["a", "b"]]);
      Deno.writeTextFileSync(log, line("c").slice(5), { append: true });
      const second = await next();
      assertEquals([second.isNew, names(second)], [false, ["c"]]);
      Deno.renameSync(log, `${folder}/metrics.jsonl`);
      Deno.writeTextFileSync(`${folder}/metrics.jsonl`, line("end"), { append: true });
      const third = await next();
      assertEquals([third.isNew, names(third)], [false, ["end"]]);
    })
  ));

Deno.test("a run that has not begun is waited for", () =>
  withFolder((folder) =>
    following(`${folder}/later`, async (next) => {
      const coming = next();
      Deno.mkdirSync(`${folder}/later`);
      Deno.writeTextFileSync(`${folder}/later/metrics.jsonl`, line("a"));
      assertEquals(names(await coming), ["a"]);
    })
  ));

Deno.test("a log that has been cut, as by resuming, begins anew, also when it is as long again", () =>
  withFolder((folder) =>
    following(`${folder}/log`, async (next) => {
      const path = `${folder}/log`;
      Deno.writeTextFileSync(path, line("a") + line("end", { stopped: "signal" }));
      assertEquals(names(await next()), ["a", "end"]);
      Deno.writeTextFileSync(path, line("a") + line("end", { stopped: "later!" }) + line("b"));
      const again = await next();
      assertEquals([again.isNew, names(again)], [true, ["a", "end", "b"]]);
    })
  ));

Deno.test("another run in the same folder begins anew", () =>
  withFolder((folder) =>
    following(folder, async (next) => {
      Deno.writeTextFileSync(`${folder}/metrics.jsonl`, line("a") + line("end"));
      await next();
      Deno.mkdirSync(`${folder}/.partial`);
      Deno.writeTextFileSync(`${folder}/.partial/metrics.jsonl`, line("a") + line("end"));
      const other = await next();
      assertEquals([other.isNew, names(other)], [true, ["a", "end"]]);
    })
  ));

Deno.test("records come whole from bytes cut anywhere, between the bytes of a character too", () => {
  const bytes = encoder.encode(line("café") + line("b"));
  for (let at = 0; at <= bytes.length; at++) {
    const read = recordsOf("log");
    const pieces = [bytes.subarray(0, at), bytes.subarray(at)].map(read);
    assertEquals(pieces.flatMap(names), ["café", "b"]);
  }
});

Deno.test("a damaged line ends the following with its place, after the records before it", () =>
  withFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/log`, line("a") + "{oh\n" + line("b"));
    const followed = followRun(`${folder}/log`, new AbortController());
    assertEquals(names((await followed.next()).value!), ["a"]);
    await assertRejects(
      () => followed.next(),
      UserError,
      `${folder}/log:2: damaged, it is not JSON`,
    );
  }));
