/** A page that is served while its run goes on. */
export interface LivePage {
  /** Where it is. */
  readonly address: string;
  /** Says that there is more to show. */
  changed(): void;
  /** Ends it. */
  close(): Promise<void>;
}

/** Options of {@linkcode serveLive}. */
export interface LiveOptions {
  /** The page as it is now. */
  readonly page: () => string;
  /** The port; 0 is any that is free. */
  readonly port: number;
}

const HOST = "127.0.0.1";
/** The least time from one message to the next, in milliseconds, and how many times that of drawing. */
const LEAST_PAUSE = 250;
const TIMES_DRAWING = 4;
const HEADERS = {
  "cache-control": "no-store",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/**
 * Serves a page that grows, on this machine only, at a path that nobody can guess.
 *
 * Its script is told by a server-sent event when there is more to show, and asks for the page again. So a
 * slow reader misses nothing but pages that are out of date, and one that comes back has the latest.
 *
 * @throws {Deno.errors.AddrInUse} where the port is taken.
 */
export function serveLive({ page, port }: LiveOptions): LivePage {
  const path = `/${crypto.randomUUID()}/`;
  const readers = new Set<ReadableStreamDefaultController<Uint8Array>>();
  let version = 0;
  let drawn: { readonly version: number; readonly html: string } | undefined;
  let pause = LEAST_PAUSE;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function latest(): string {
    if (drawn?.version !== version) {
      const before = performance.now();
      drawn = { version, html: page() };
      pause = Math.max(LEAST_PAUSE, TIMES_DRAWING * (performance.now() - before));
    }
    return drawn.html;
  }

  function tell(): void {
    timer = undefined;
    version++;
    for (const reader of readers) {
      // A reader that has not taken the last message has nothing to learn from this one.
      if (reader.desiredSize! > 0) reader.enqueue(message(version));
    }
  }

  function changes(last: string | null): Response {
    let own: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        own = controller;
        readers.add(own);
        own.enqueue(RETRY);
        if (last !== null && last !== String(version)) own.enqueue(message(version));
      },
      cancel: () => void readers.delete(own),
    }, { highWaterMark: 2 });
    return new Response(body, { headers: { ...HEADERS, "content-type": "text/event-stream" } });
  }

  function respond(request: Request): Response {
    const { pathname } = new URL(request.url);
    // A page elsewhere may have its own name lead here, but not this one.
    const hosts = [HOST, "localhost"].map((name) => `${name}:${server.addr.port}`);
    if (!hosts.includes(request.headers.get("host") ?? "")) return text(403, "unknown host");
    if (request.method !== "GET") return text(405, "expected GET");
    if (pathname === `${path}changes`) return changes(request.headers.get("last-event-id"));
    if (pathname !== path) return text(404, "not found");
    return new Response(latest(), {
      headers: { ...HEADERS, "content-type": "text/html; charset=utf-8" },
    });
  }

  const server = Deno.serve({ hostname: HOST, port, onListen: () => {} }, respond);
  return {
    address: `http://${HOST}:${server.addr.port}${path}`,
    changed: () => void (timer ??= setTimeout(tell, pause)),
    async close() {
      clearTimeout(timer);
      for (const reader of readers) reader.close();
      readers.clear();
      await server.shutdown();
    },
  };
}

const encoder = new TextEncoder();
const RETRY = encoder.encode("retry: 1000\n\n");

function message(version: number): Uint8Array {
  return encoder.encode(`id: ${version}\ndata:\n\n`);
}

function text(status: number, body: string): Response {
  return new Response(`${body}\n`, { status, headers: HEADERS });
}
