import { assert, assertEquals, assertMatch } from "@std/assert";
import { project, shell, task, V8_FLAGS, withFolder } from "./command.ts";
import { trainHere } from "./running.ts";
import { viewing } from "./viewing.ts";

const LOG = `${project}out/mldawn/metrics.jsonl`;

/** So many bytes of a stream. */
async function bytesOf(stream: ReadableStream<Uint8Array>, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  const reader = stream.getReader();
  for (let at = 0; at < size;) {
    const { value } = await reader.read();
    assert(value);
    bytes.set(value, at);
    at += value.length;
  }
  await reader.cancel();
  return bytes;
}

/** Longer than any page takes to come: what never comes fails a test and does not hang it. */
const PATIENCE = 60_000;

/** Waits until the page of a view is that of the run. */
async function comes(address: string): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (await titleAt(address) !== "mldawn") assert(Date.now() < deadline, "no page has come");
}

async function titleAt(address: string): Promise<string | undefined> {
  const page = await (await fetch(address)).text();
  return /<h1>(.*?)<\/h1>/.exec(page)?.[1];
}

Deno.test("what comes in goes out unchanged, records or not, and the page is there afterwards", () =>
  viewing(["-"], async ({ address, process, said }) => {
    const log = Deno.readFileSync(LOG);
    const other = new TextEncoder().encode("not a record\n" + "x".repeat(200_000));
    const input = new Blob([log, other]);
    const [, output] = await Promise.all([
      input.stream().pipeTo(process.stdin),
      bytesOf(process.stdout, input.size),
    ]);
    assertEquals(output, await input.bytes());
    await comes(address);
    const lines = new TextDecoder().decode(log).split("\n").length;
    assertMatch(await said("not JSON"), new RegExp(`<stdin>:${lines}: damaged, it is not JSON`));
  }));

Deno.test("a reader of what goes out may leave; what comes in is still shown", () =>
  viewing(["-"], async ({ address, process }) => {
    await process.stdout.cancel();
    const writer = process.stdin.getWriter();
    await writer.write(Deno.readFileSync(LOG));
    const changes = await fetch(`${address}changes`);
    await writer.write(new TextEncoder().encode('{"event":"later"}\n'));
    await changes.body!.cancel();
    await comes(address);
    writer.releaseLock();
  }));

Deno.test("a finished run is shown, and one that has not begun is waited for", () =>
  withFolder(async (folder) => {
    await viewing(["out/mldawn"], async ({ address }) => {
      await comes(address);
    });
    await viewing([`${folder}/later`], async ({ address, said }) => {
      await said(`${folder}/later: waiting for a run\n`);
      assertEquals(await titleAt(address), undefined);
      Deno.mkdirSync(`${folder}/later`);
      Deno.copyFileSync(LOG, `${folder}/later/metrics.jsonl`);
      await comes(address);
    });
  }));

Deno.test("a view that cannot be served says why", () =>
  viewing(["out/mldawn"], async ({ address }) => {
    const { port } = new URL(address);
    const { code, stderr } = await task("view", "--port", port, "out/mldawn");
    assertEquals(code, 2);
    assertMatch(
      stderr,
      new RegExp(`^--port: ${port} cannot be used \\(Address already in use\\)\n$`),
    );
    const wrong = await task("view", "--port", "70000");
    assertEquals(wrong.stderr, "--port: expected a number from 1 to 65535, found 70000\n");
  }));

Deno.test("a full stderr keeps a view from nothing", () =>
  withFolder(async (folder) => {
    const view = `'${Deno.execPath()}' run --cached-only --no-prompt ${V8_FLAGS} --allow-read ` +
      `--allow-net=127.0.0.1 src/cli/main.ts view -`;
    const { code, stderr } = await shell(`
      mkfifo '${folder}/pipe'
      ${view} < '${LOG}' > '${folder}/pipe' 2> /dev/full &
      head -c ${Deno.statSync(LOG).size} '${folder}/pipe' | cmp - '${LOG}' || exit 1
      kill -INT $!
      wait $!
    `);
    assertEquals([code, stderr], [0, ""]);
  }));

Deno.test("two views of one growing run, and one that ends, do nothing to it", () =>
  withFolder((folder) =>
    viewing([`${folder}/seen`], async ({ address }) => {
      const args = ["--epochs", "3000", "--no-charts"];
      let training: ReturnType<typeof task> | undefined;
      await viewing([`${folder}/seen`], async (second) => {
        training = task("train", ...args, "--quiet", "--out", `${folder}/seen`);
        await comes(second.address);
      });
      const seen = await training!;
      assertEquals([seen.code, seen.stderr], [0, ""]);
      assertEquals(seen.stdout, (await trainHere(`${folder}/alone`, ...args)).log);
      await comes(address);
    })
  ));
