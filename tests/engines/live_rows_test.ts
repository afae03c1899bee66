import { assertEquals } from "@std/assert";
import { parseLines, shell, withFolder } from "../cli/command.ts";
import { areSkipped, commandsOf, eventually, freePort, runIn } from "./engines.ts";

const COUNT = 1000;
/** Rows of two classes that are apart. */
const ROWS = Array.from(
  { length: COUNT },
  (_, i) => `${i % 2 ? 5 + (i % 7) / 7 : (i % 5) / 5},${i % 2}`,
);

/** Runs a server in a folder until something is done. */
async function withServer(
  folder: string,
  [program, ...args]: readonly [string, ...string[]],
  action: () => Promise<void>,
): Promise<void> {
  const server = new Deno.Command(program, {
    args,
    cwd: folder,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    await action();
  } finally {
    try {
      server.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await server.status;
  }
}

/** The records of a run of the pipeline for streams. */
function recordsIn(folder: string) {
  return parseLines(Deno.readTextFileSync(`${folder}/out/stream/metrics.jsonl`));
}

Deno.test({
  name: "rows are learned from as they come from an MQTT broker, as pipelines/README.md says",
  ignore: await areSkipped("live_rows_test.ts", ["mosquitto", "mosquitto_sub", "mosquitto_pub"]),
  fn: () =>
    withFolder(async (folder) => {
      const port = freePort();
      Deno.writeTextFileSync(
        `${folder}/broker.conf`,
        `user root\nlistener ${port} 127.0.0.1\nallow_anonymous true\nlog_type all\nlog_dest file ${folder}/log\n`,
      );
      Deno.writeTextFileSync(`${folder}/log`, "");
      const [line] = commandsOf("pipelines/README.md", "Live rows").filter((line) =>
        line.startsWith("mosquitto_sub")
      );
      await withServer(folder, ["mosquitto", "-c", "broker.conf"], async () => {
        const heard = (words: string) => Deno.readTextFileSync(`${folder}/log`).includes(words);
        await eventually("a broker", () => heard("running"));
        const train = line.replace("mosquitto_sub", `mosquitto_sub -p ${port} -q 1`);
        const training = runIn(folder, `${train} -q > /dev/null`);
        await eventually("a subscriber", () => heard("Received SUBSCRIBE"));
        const rows = ROWS.join("\\n");
        await runIn(folder, `printf '${rows}\\n' | mosquitto_pub -p ${port} -q 1 -t rows -l`);
        await training;
      });
      const end = recordsIn(folder).at(-1)!;
      assertEquals([end.event, end.stopped, end.samples], ["end", "completed", COUNT]);
    }),
});

Deno.test({
  name:
    "rows are learned from as they come from Redis, which ends in the middle, as pipelines/README.md says",
  ignore: await areSkipped("live_rows_test.ts", ["redis-server", "redis-cli"]),
  fn: () =>
    withFolder(async (folder) => {
      const port = freePort();
      const [line] = commandsOf("pipelines/README.md", "Live rows").filter((line) =>
        line.startsWith("redis-cli")
      );
      const server = ["redis-server", "--port", String(port), "--bind", "127.0.0.1", "--save", ""];
      await withServer(folder, server as [string, ...string[]], async () => {
        const redis = async (command: string) =>
          (await shell(`${command.replace("redis-cli", `redis-cli -p ${port}`)}`)).stdout.trim();
        await eventually("a server", async () => await redis("redis-cli PING") === "PONG");
        const train = line.replace("redis-cli", `redis-cli -p ${port}`);
        // The server's end is no success of its client.
        const training = runIn(folder, `set +o pipefail; ${train} -q > /dev/null`);
        await eventually(
          "a subscriber",
          async () => /\n1$/.test(await redis("redis-cli PUBSUB NUMSUB rows")),
        );
        const publish = ROWS.map((row) => `PUBLISH rows ${row}`).join("\\n");
        await redis(`printf '${publish}\\n' | redis-cli`);
        await redis("redis-cli SHUTDOWN NOSAVE");
        await training;
      });
      const end = recordsIn(folder).at(-1)!;
      assertEquals([end.event, end.stopped, end.samples], ["end", "completed", COUNT]);
    }),
});
