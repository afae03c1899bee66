/**
 * A browser, driven over its DevTools protocol: https://chromedevtools.github.io/devtools-protocol/.
 *
 * @module
 */
import { assert } from "@std/assert";

/** Where Debian, and others, keep the browser's own program, without a script around it. */
const PROGRAMS = [
  "/usr/lib/chromium/chromium",
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The browser's program; undefined on a machine that has none. */
export const program: string | undefined = PROGRAMS.find((path) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
});

type Json = Record<string, unknown>;

/** A browser that runs without a window. */
export interface Browser extends AsyncDisposable {
  /** Opens a page, and waits until it has loaded. */
  open(url: string, options?: PageOptions): Promise<Page>;
}

/** How a page is seen. */
export interface PageOptions {
  /** The width of the window. Default: 1400. */
  readonly width?: number;
  /** Whether scripts run. Default: true. */
  readonly scripts?: boolean;
  /** What the reader prefers, or "print" as the medium. */
  readonly media?: readonly ("dark" | "reduced-motion" | "print")[];
}

/** A page in a browser. */
export interface Page extends AsyncDisposable {
  /** What it has said or thrown so far: errors and warnings. */
  readonly problems: readonly string[];
  /** The value of an expression in it. */
  evaluate<Value>(expression: string): Promise<Value>;
  /** Presses a key, so many times. */
  press(key: string, times?: number): Promise<void>;
  /** Clicks at a place in the window. */
  click(x: number, y: number): Promise<void>;
  /** Moves the pointer there. */
  point(x: number, y: number): Promise<void>;
  /** Changes how it is seen. */
  see(options: PageOptions): Promise<void>;
  /** A picture of the whole page, as PNG; of a part of it, as WebP. */
  screenshot(part?: PagePart): Promise<Uint8Array<ArrayBuffer>>;
}

/** A part of a page, in pixels from its upper left corner, and how large a picture of it is. */
export interface PagePart {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

const KEY_CODES: Readonly<Record<string, number>> = {
  ArrowLeft: 37,
  ArrowUp: 38,
  ArrowRight: 39,
  ArrowDown: 40,
  Home: 36,
  End: 35,
  Enter: 13,
  " ": 32,
  Tab: 9,
};

/** Starts the browser; it reaches no other machine. */
export async function startBrowser(): Promise<Browser> {
  const profile = await Deno.makeTempDir({ prefix: "dawnstream_browser_" });
  const child = new Deno.Command(program!, {
    args: [
      "--headless",
      // Without a user namespace, and so as root, there is no sandbox.
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-dev-shm-usage",
      "--no-first-run",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
      "--remote-debugging-port=0",
      `--user-data-dir=${profile}`,
      "about:blank",
    ],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const { address, ended } = addressIn(child.stderr);
  const socket = await connected(await address);
  const { send, on } = protocol(socket);
  return {
    open: (url, options = {}) => openPage(url, { send, on, ...options }),
    async [Symbol.asyncDispose]() {
      await send("Browser.close").catch(() => {});
      socket.close();
      await child.status;
      await ended;
      // The browser's helpers may still be writing there.
      for (let tries = 5;; tries--) {
        try {
          await Deno.remove(profile, { recursive: true });
          return;
        } catch (error) {
          if (tries === 0) throw error;
        }
      }
    },
  };
}

/** The address that the browser prints when it is ready; what it prints is read to its end. */
function addressIn(
  stderr: ReadableStream<Uint8Array>,
): { address: Promise<string>; ended: Promise<void> } {
  const { promise: address, resolve, reject } = Promise.withResolvers<string>();
  async function read(): Promise<void> {
    const decoder = new TextDecoder();
    let text = "";
    for await (const part of stderr) {
      text += decoder.decode(part, { stream: true });
      const found = /DevTools listening on (ws:\S+)/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    }
    reject(new Error(`the browser did not start: ${text}`));
  }
  return { address, ended: read() };
}

function connected(address: string): Promise<WebSocket> {
  const socket = new WebSocket(address);
  return new Promise((done, fail) => {
    socket.onopen = () => done(socket);
    socket.onerror = () => fail(new Error(`${address}: no connection`));
  });
}

type Send = (method: string, params?: Json, session?: string) => Promise<Json>;
type On = (session: string, listen: (method: string, params: Json) => void) => void;

/** Commands with their answers, and events by session. */
function protocol(socket: WebSocket): { send: Send; on: On } {
  const waiting = new Map<number, PromiseWithResolvers<Json>>();
  const listeners = new Map<string, (method: string, params: Json) => void>();
  let last = 0;
  socket.onmessage = ({ data }) => {
    const { id, result, error, method, params, sessionId } = JSON.parse(data);
    if (id === undefined) return listeners.get(sessionId)?.(method, params);
    if (error) waiting.get(id)?.reject(new Error(error.message));
    else waiting.get(id)?.resolve(result);
    waiting.delete(id);
  };
  return {
    send(method, params = {}, sessionId) {
      const answer = Promise.withResolvers<Json>();
      waiting.set(++last, answer);
      socket.send(JSON.stringify({ id: last, method, params, sessionId }));
      return answer.promise;
    },
    on: (session, listen) => listeners.set(session, listen),
  };
}

async function openPage(
  url: string,
  { send, on, ...options }: PageOptions & { send: Send; on: On },
): Promise<Page> {
  const { targetId } = await send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
  const session = sessionId as string;
  const command = (method: string, params?: Json) => send(method, params, session);
  const problems: string[] = [];
  const loaded = Promise.withResolvers<void>();
  on(session, (method, params) => {
    if (method === "Page.loadEventFired") loaded.resolve();
    if (method === "Runtime.exceptionThrown" || method === "Log.entryAdded") {
      problems.push(JSON.stringify(params));
    }
    if (method === "Runtime.consoleAPICalled") problems.push(JSON.stringify(params.args));
  });
  for (const domain of ["Page", "Runtime", "Log"]) await command(`${domain}.enable`);
  let width = 0;

  async function see(seen: PageOptions): Promise<void> {
    const media = seen.media ?? [];
    width = seen.width ?? 1400;
    await command("Emulation.setDeviceMetricsOverride", {
      width,
      height: 900,
      deviceScaleFactor: 1,
      mobile: false,
    });
    await command("Emulation.setScriptExecutionDisabled", { value: seen.scripts === false });
    await command("Emulation.setEmulatedMedia", {
      media: media.includes("print") ? "print" : "",
      features: [
        { name: "prefers-color-scheme", value: media.includes("dark") ? "dark" : "light" },
        {
          name: "prefers-reduced-motion",
          value: media.includes("reduced-motion") ? "reduce" : "no-preference",
        },
      ],
    });
  }

  async function evaluate<Value>(expression: string): Promise<Value> {
    const { result, exceptionDetails } = await command("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    assert(exceptionDetails === undefined, JSON.stringify(exceptionDetails));
    return (result as { value: Value }).value;
  }

  /** Waits until what an event has asked for is drawn. */
  const drawn = () =>
    evaluate<void>(
      "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))",
    );

  async function mouse(type: string, [x, y]: readonly [number, number]): Promise<void> {
    const isMove = type === "mouseMoved";
    const button = isMove ? {} : { button: "left", clickCount: 1 };
    await command("Input.dispatchMouseEvent", { type, x, y, ...button });
  }

  await see(options);
  await command("Page.navigate", { url });
  await loaded.promise;
  return {
    problems,
    evaluate,
    async press(key, times = 1) {
      for (let i = 0; i < times; i++) {
        const text = key === "Enter" ? { text: "\r" } : key.length === 1 ? { text: key } : {};
        const event = { key, windowsVirtualKeyCode: KEY_CODES[key], ...text };
        await command("Input.dispatchKeyEvent", { type: "keyDown", ...event });
        await command("Input.dispatchKeyEvent", { type: "keyUp", ...event });
      }
      await drawn();
    },
    async click(x, y) {
      for (const type of ["mouseMoved", "mousePressed", "mouseReleased"]) await mouse(type, [x, y]);
      await drawn();
    },
    async point(x, y) {
      await mouse("mouseMoved", [x, y]);
      await drawn();
    },
    see,
    async screenshot(part) {
      const { data } = await command("Page.captureScreenshot", {
        captureBeyondViewport: true,
        ...part && { clip: part, format: "webp", quality: 85 },
      });
      return Uint8Array.from(atob(data as string), (character) => character.charCodeAt(0));
    },
    async [Symbol.asyncDispose]() {
      await send("Target.closeTarget", { targetId });
    },
  };
}
