import { assert, assertEquals } from "@std/assert";
import { newScene } from "../../src/charts/scene.ts";
import { draw } from "../../src/page/draw.ts";
import { startDrawer } from "../../src/page/drawer.ts";
import type { LogRecord } from "../../src/records.ts";
import { readLog } from "../../src/run/log.ts";

const isAlone = navigator.hardwareConcurrency === 1;

Deno.test({
  name: "a drawer draws in its thread what is drawn here (needs two cores)",
  ignore: isAlone,
  async fn() {
    const scene = newScene();
    for await (const record of readLog("out/mldawn/metrics.jsonl")) scene.add(record);
    using drawer = startDrawer();
    const drawn = await drawer!.draw(scene);
    assertEquals(drawn, [...draw(scene)]);
    assert(drawn.some(({ name }) => name === "report.html"));
  },
});

Deno.test({
  name: "who asks a drawer is told what went wrong, and where (needs two cores)",
  ignore: isAlone,
  async fn() {
    const scene = newScene();
    scene.add({ event: "start" } as LogRecord);
    using drawer = startDrawer();
    const error = await drawer!.draw(scene).catch((error) => error);
    assert(error instanceof TypeError, String(error));
    assert(error.stack?.includes("/src/charts/"), error.stack);
  },
});

Deno.test("where there is a single core, no drawer is started", () => {
  const { hardwareConcurrency } = navigator;
  Object.defineProperty(navigator, "hardwareConcurrency", { value: 1, configurable: true });
  try {
    assertEquals(startDrawer(), undefined);
  } finally {
    Object.defineProperty(navigator, "hardwareConcurrency", {
      value: hardwareConcurrency,
      configurable: true,
    });
  }
});
