/**
 * Trains as `deno task train` does, then says on standard error how much memory that took at its
 * peak, in bytes; 0 where the system does not tell.
 */
globalThis.addEventListener("unload", () => console.error(peak()));
await import("../../src/cli/main.ts");

function peak(): number {
  try {
    const status = Deno.readTextFileSync("/proc/self/status");
    return 1024 * Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
