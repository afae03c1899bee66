import { assertEquals, assertMatch } from "@std/assert";
import { tree, withFolder } from "../cli/command.ts";
import { areSkipped, commandsOf, eventually, runIn } from "./engines.ts";
import { slurm, withSlurm } from "./slurm.ts";

const ignore = await areSkipped("slurm_test.ts", ["slurmctld", "slurmd", "sbatch"]) ||
  !await canStart();

/** Whether Slurm runs here: it needs a user and a system that let it. */
async function canStart(): Promise<boolean> {
  try {
    await withFolder((folder) => withSlurm(folder, () => Promise.resolve()));
    return true;
  } catch (error) {
    console.error(`tests/engines/slurm_test.ts: skipped, Slurm cannot be started: ${error}`);
    return false;
  }
}

Deno.test({
  name: "Slurm makes of a sweep what deno task sweep makes of it",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const [print, submit, collect] = commandsOf("src/sweep/README.md", "Slurm");
      await runIn(folder, "deno task sweep learning-rates -q --out here > /dev/null");
      await Deno.mkdir(`${folder}/slurm`);
      await withSlurm(`${folder}/slurm`, async () => {
        const configured = `export SLURM_CONF='${folder}/slurm/slurm.conf'`;
        await runIn(folder, `${print}\n${configured}\n${submit} > /dev/null`);
      });
      await runIn(folder, `${collect} -q`);
      assertEquals(tree(`${folder}/out/learning-rates`), tree(`${folder}/here`));
    }),
});

Deno.test({
  name:
    "a run that Slurm requeues three times in the middle is byte for byte the uninterrupted one",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const train = commandsOf("src/sweep/README.md", "Slurm").at(-1)!;
      const args = "--epochs 100000 --no-charts -q";
      await runIn(folder, `deno task train ${args} --out whole > /dev/null`);
      await Deno.mkdir(`${folder}/slurm`);
      const at = `${folder}/slurm`;
      await withSlurm(at, async () => {
        const configured = `export SLURM_CONF='${at}/slurm.conf'`;
        const command = train.replace("train --resume", `train --resume ${args} --out cut`);
        await runIn(folder, `${configured}\n${command} --parsable > job`);
        const job = (await Deno.readTextFile(`${folder}/job`)).trim();
        const state = async () => (await slurm(at, `squeue -h -j ${job} -o '%T %r'`)).trim();
        const snapshot = () => textOf(`${folder}/cut/.partial/snapshot.json`);
        for (let i = 0; i < 3; i++) {
          const before = snapshot();
          await eventually(
            "a run that saves how far it is",
            () => (snapshot() ?? before) !== before,
          );
          await slurm(at, `scontrol requeue ${job}`);
          // Slurm would wait for two minutes. It takes what starts within the second of the kill for
          // the job that it has just ended.
          await eventually("a job that waits", async () => await state() === "PENDING BeginTime");
          await slurm(at, `scontrol update jobid=${job} StartTime=now+2`);
          await eventually("a job that runs again", async () => (await state()).startsWith("RUN"));
        }
        await eventually(
          "a job that has ended",
          async () => !/RUN|PEND|COMPLETING/.test(await state()),
        );
        assertMatch(
          await slurm(at, `scontrol show job ${job}`),
          /JobState=COMPLETED[^]*Restarts=3/,
        );
      });
      const results = (name: string) => {
        const { "snapshot.json": _, ...files } = Object.fromEntries(tree(`${folder}/${name}`));
        return files;
      };
      assertEquals(results("cut"), results("whole"));
    }),
});

/** The text of a file, if it is there. */
function textOf(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}
