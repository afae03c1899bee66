import { newScene } from "../../src/charts/scene.ts";
import { here, pythonWith, shell, SWEEP, TRAIN } from "./commands.ts";
import { compare, median, run, time } from "./measure.ts";
import { inMilliseconds, report, reportMissing } from "./report.ts";

/** What a person waits for: --help, and the tutorial as a whole. */
export async function startUp(folder: string): Promise<void> {
  const deno = Deno.execPath();
  const help = await compare(
    () => run(deno, "task", "--quiet", "train", "--help").then(() => {}),
    () => run(deno, "eval", "0").then(() => {}),
    { pairs: 11 },
  );
  report({
    what: "deno task train --help",
    against: "deno eval 0",
    ...inMilliseconds(help),
    ratio: 1 / help.ratio,
    atMost: 1.6,
  });

  const python = await pythonWith("numpy, matplotlib");
  const task = [deno, "task", "--quiet", "train", "--out", `${folder}/job`];
  for (
    const [what, [program, ...args]] of Object.entries({
      "deno task train, every picture and the page": task,
      "the same by the installed command": await installed(folder),
    })
  ) {
    const tutorial = { what, against: "tutorial in NumPy and matplotlib" };
    if (python === undefined) return reportMissing(tutorial);
    const whole = await compare(
      () => run(program, ...args).then(() => {}),
      () => run(python, `${here}tutorial.py`, folder).then(() => {}),
      { pairs: 9 },
    );
    report({ ...tutorial, ...inMilliseconds(whole), ratio: whole.ratio, atLeast: 9 });
  }
}

/** Installs the command, and gives what trains with it. */
async function installed(folder: string): Promise<string[]> {
  await shell(`DENO_INSTALL_ROOT=${folder} ${Deno.execPath()} task --quiet install`);
  return [`${folder}/bin/dawnstream`, "train", "--out", `${folder}/installed`];
}

/** Many runs. */
export async function sweeps(folder: string): Promise<void> {
  const sweep = (...args: readonly string[]) =>
    shell(`${SWEEP} --quiet --out ${folder}/sweep-${args.join("")} ${args.join(" ")}`);
  for (const charts of ["", " --no-charts"]) {
    const train = `${TRAIN} --seed {}${charts} --quiet --out ${folder}/run-{}`;
    const short = await compare(
      () => sweep("--grid", "seed=1..30"),
      () => shell(`seq 30 | xargs -P2 -I{} ${train}`),
      { pairs: 3 },
    );
    report({
      what: "30 runs of 120 epochs as a sweep, drawn",
      against: `xargs -P2 over train${charts}`,
      ...inMilliseconds(short),
      ratio: short.ratio,
      ...(charts === "" && { atLeast: 5 }),
    });
  }
  const long = ["--grid", "seed=1..30", "--set", "epochs.count=12000", "--workers"];
  const two = await compare(() => sweep(...long, "2"), () => sweep(...long, "1"), { pairs: 3 });
  report({
    what: "30 runs of 12,000 epochs, 2 workers",
    against: "1 worker",
    ...inMilliseconds(two),
    ratio: two.ratio,
    atLeast: 1.7,
  });
}

/** How long a picture takes, the first time and again. */
export async function drawing(folder: string): Promise<void> {
  const { pictures } = await import("../../src/charts/pictures.ts");
  const scene = newScene();
  const log = `${folder}/drawn/metrics.jsonl`;
  await shell(`${TRAIN} --quiet --no-charts --out ${folder}/drawn`);
  for (const line of (await Deno.readTextFile(log)).trimEnd().split("\n")) {
    scene.add(JSON.parse(line));
  }
  const draw = () => pictures(scene).map(({ svg }) => svg).length;
  const cold = await time(() => void draw());
  const warm: number[] = [];
  for (let i = 0; i < 10; i++) warm.push(await time(() => void draw()));
  const count = draw();
  report({
    what: "a picture of the default run",
    against: "the first time: ours; again: theirs",
    ours: `${(cold / count).toFixed(0)} ms`,
    theirs: `${(median(warm) / count).toFixed(0)} ms`,
  });
}
