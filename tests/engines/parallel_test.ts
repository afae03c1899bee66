import { assertEquals } from "@std/assert";
import { tree, withFolder } from "../cli/command.ts";
import { areSkipped, commandsOf, runIn } from "./engines.ts";

Deno.test({
  name: "GNU parallel makes of a sweep what deno task sweep makes of it, and repeats what failed",
  ignore: await areSkipped("parallel_test.ts", ["parallel"]),
  fn: () =>
    withFolder(async (folder) => {
      const [train, collect] = commandsOf("src/sweep/README.md", "GNU parallel");
      await runIn(folder, "deno task sweep learning-rates -q --out here > /dev/null");
      // One that fails at first: something else is where its folder is to be.
      await runIn(folder, "deno task sweep learning-rates --print > /dev/null");
      const inTheWay = `${folder}/out/learning-rates/learningRate=0.01,seed=3`;
      await Deno.writeTextFile(inTheWay, "");
      await runIn(folder, `{ ${train}; } > /dev/null 2>&1 && exit 1; rm '${inTheWay}'`);
      const before = tree(`${folder}/out/learning-rates`);
      await runIn(folder, `{ ${train}; } > /dev/null`);
      const after = tree(`${folder}/out/learning-rates`);
      assertEquals(after.size, before.size + 3);
      await runIn(folder, `${collect} -q`);
      assertEquals(tree(`${folder}/out/learning-rates`), tree(`${folder}/here`));
      const jobs = (await Deno.readTextFile(`${folder}/jobs`)).trim().split("\n");
      assertEquals(jobs.length, 1 + 40 + 1);
    }),
});
