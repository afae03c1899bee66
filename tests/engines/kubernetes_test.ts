import { Ajv2020 } from "ajv/dist/2020.js";
import { assert, assertEquals } from "@std/assert";
import { shell, withFolder } from "../cli/command.ts";
import job from "./job.json" with { type: "json" };
import schema from "./job.schema.json" with { type: "json" };

/** What a cluster does about an exit code. */
function actionOn(code: number): string | undefined {
  return job.spec.podFailurePolicy.rules.find(({ onExitCodes }) =>
    onExitCodes?.values.includes(code)
  )?.action;
}

Deno.test("the manifest of the Kubernetes job is one of batch/v1", () => {
  const validate = new Ajv2020({ allErrors: true }).compile(schema);
  assert(validate(job), JSON.stringify(validate.errors));
  assert(!validate({ ...job, spec: { ...job.spec, backoffLimit: "3" } }));
});

Deno.test("bad input fails an index of the job at once, a stopped run does not count, else it is tried again", async () => {
  const bad = await shell("deno task --quiet train --set batch=0 2> /dev/null");
  assertEquals(actionOn(bad.code), "FailIndex");
  assertEquals(actionOn(143), "Ignore");
  assertEquals(actionOn(1), undefined);
  assert(job.spec.backoffLimitPerIndex > 0);
});

Deno.test("an index of the job trains the run of its line", () =>
  withFolder(async (folder) => {
    const [shellName, option, script] = job.spec.template.spec.containers[0].command;
    assertEquals([shellName, option], ["sh", "-c"]);
    const task = `${Deno.execPath()} task --quiet`;
    const { code, stdout, stderr } = await shell(`
      export JOB_COMPLETION_INDEX=1
      cat > '${folder}/dawnstream' <<END
#!/bin/sh
exec ${task} "\\$@" --out '${folder}/run'
END
      chmod +x '${folder}/dawnstream'
      deno task --quiet sweep --grid seed=5,6 --epochs 2 --print --out '${folder}/s' > '${folder}/runs.jsonl'
      project=$PWD; cd '${folder}'
      export PATH="${folder}:$PATH" INIT_CWD="$project"
      ${
      script.replace("dawnstream train", `dawnstream --config "$project/deno.json" train`)
        .replaceAll("/tmp/run", `'${folder}/one'`)
    }
    `);
    assertEquals([code, stderr], [0, ""]);
    assertEquals(JSON.parse(stdout.split("\n")[0]).pipeline.name, "mldawn-sweep/seed=6");
  }));
