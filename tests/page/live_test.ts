import { assert, assertEquals, assertMatch } from "@std/assert";
import { type LivePage, serveLive } from "../../src/page/live.ts";

/** Serves a page that counts how often it has been drawn. */
async function serving(test: (live: LivePage) => Promise<void>): Promise<void> {
  let drawn = 0;
  const live = serveLive({ page: () => `page ${++drawn}`, port: 0 });
  try {
    await test(live);
  } finally {
    await live.close();
  }
}

async function get(address: string): Promise<[number, string]> {
  const response = await fetch(address);
  return [response.status, await response.text()];
}

/** The text of an event stream up to some words. */
async function textTo(words: string, response: Response): Promise<string> {
  let text = "";
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  while (!text.includes(words)) {
    const { done, value } = await reader.read();
    assert(!done, `the stream ended: ${text}`);
    text += value;
  }
  await reader.cancel();
  return text;
}

/** Sends the lines of a request as they are, and gives the answer's first line. */
async function statusOf(address: string, head: readonly string[]): Promise<string> {
  const { port } = new URL(address);
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
  await connection.write(
    new TextEncoder().encode([...head, "connection: close", "", ""].join("\r\n")),
  );
  const answer = await new Response(connection.readable).text();
  return answer.split("\r\n")[0];
}

Deno.test("a page is drawn once for all readers, and again only when there is more", () =>
  serving(async (live) => {
    const first = await Promise.all([get(live.address), get(live.address)]);
    assertEquals(first, [[200, "page 1"], [200, "page 1"]]);
    const changes = await fetch(`${live.address}changes`);
    live.changed();
    live.changed();
    assertEquals(await textTo("data:", changes), "retry: 1000\n\nid: 1\ndata:\n\n");
    assertEquals(await get(live.address), [200, "page 2"]);
  }));

Deno.test("a reader that comes back learns at once what it has missed, and only if there is something", () =>
  serving(async (live) => {
    const changes = await fetch(`${live.address}changes`);
    live.changed();
    await textTo("id: 1", changes);
    const headers = { "last-event-id": "0" };
    const behind = await fetch(`${live.address}changes`, { headers });
    assertEquals(await textTo("data:", behind), "retry: 1000\n\nid: 1\ndata:\n\n");
    const upToDate = await fetch(`${live.address}changes`, { headers: { "last-event-id": "1" } });
    live.changed();
    assertEquals(await textTo("data:", upToDate), "retry: 1000\n\nid: 2\ndata:\n\n");
  }));

Deno.test("a reader that leaves, or takes nothing, keeps no other from the news", () =>
  serving(async (live) => {
    const leaving = await fetch(`${live.address}changes`);
    await leaving.body!.cancel();
    const slow = await fetch(`${live.address}changes`);
    const other = await fetch(`${live.address}changes`);
    live.changed();
    assertMatch(await textTo("id: 1", other), /id: 1\n/);
    await slow.body!.cancel();
  }));

Deno.test("only who knows the address sees the page, and only by this machine's name", () =>
  serving(async (live) => {
    const { host, pathname, origin } = new URL(live.address);
    assertMatch(pathname, /^\/[0-9a-f-]{36}\/$/);
    assertEquals(await get(`${origin}/`), [404, "not found\n"]);
    const request = `GET ${pathname} HTTP/1.1`;
    assertEquals(await statusOf(live.address, [request, `host: ${host}`]), "HTTP/1.1 200 OK");
    const rebound = await statusOf(live.address, [request, "host: example.com"]);
    assertEquals(rebound, "HTTP/1.1 403 Forbidden");
    const posted = await fetch(live.address, { method: "POST", body: "x" });
    assertEquals([posted.status, await posted.text()], [405, "expected GET\n"]);
  }));
