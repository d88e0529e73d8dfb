import { once } from "node:events";
import { connect } from "node:net";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import type { IngestionMode } from "../../../declaration/openapi";
import { type Run, start, storedLines, synthesizedWith } from "../../support/local";

const MODES: readonly IngestionMode[] = ["firehose", "lambda"];
const trees = new Map<IngestionMode, Promise<string>>();
const startIn = async (mode: IngestionMode): Promise<Run> => {
  const tree = trees.get(mode) ?? synthesizedWith({ ingestion: mode });
  trees.set(mode, tree);
  return start({ cdktfOut: await tree });
};

const click = (id: string, more: object = {}) => ({
  element_clicked: "entree_1",
  time_spent: 1,
  event_id: id,
  ...more,
});
const bytesOf = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const send = (run: Run, body: Buffer, headers: Record<string, string>, path = "/dev/poc"): Promise<Response> =>
  fetch(run.url + path, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: new Uint8Array(body),
  });
async function idsIn(run: Run): Promise<unknown[]> {
  await run.local("POST", "flush");
  return storedLines(run.dataFolder)
    .map(({ event_id }) => event_id)
    .sort();
}

/** Writes a request as it is and returns the status of its answer, and the answer's body. */
async function raw(run: Run, line: string, host: string, body = "", more = ""): Promise<readonly [number, string]> {
  const socket = connect(Number(new URL(run.url).port), "127.0.0.1");
  let text = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  socket.write(
    `${line} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Type: application/json\r\n${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  await once(socket, "close");
  return [Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]), text.slice(text.indexOf("\r\n\r\n") + 4)];
}

describe.each(MODES)("in mode %s", (mode) => {
  test("gzip and deflate are inflated before anything looks at the body, whatever the case and the content type", async () => {
    const run = await startIn(mode);
    const statuses = [];
    for (const [encoding, body] of [
      ["gzip", gzipSync(bytesOf(click("gzip – 🍮")))],
      ["GZip", gzipSync(bytesOf(click("case")))],
      ["deflate", deflateSync(bytesOf(click("deflate")))],
      ["identity", bytesOf(click("identity"))],
      ["", bytesOf(click("empty name"))],
      ["gzip", Buffer.concat([gzipSync(bytesOf([]).subarray(0, 0)), gzipSync(bytesOf(click("two members")))])],
    ] as const)
      statuses.push((await send(run, body, { "Content-Encoding": encoding })).status);
    statuses.push(
      (
        await send(run, gzipSync(bytesOf(click("beacon"))), {
          "Content-Encoding": "gzip",
          "Content-Type": "text/plain",
        })
      ).status,
      (await send(run, gzipSync(bytesOf([click("a"), click("b")])), { "Content-Encoding": "gzip" }, "/dev/poc/batch"))
        .status,
    );
    expect(statuses).toEqual(Array(8).fill(200));
    expect(await idsIn(run)).toEqual(
      ["gzip – 🍮", "case", "deflate", "identity", "empty name", "two members", "beacon", "a", "b"].sort(),
    );
  });

  test("what is inside is held against the model", async () => {
    const run = await startIn(mode);
    expect((await send(run, gzipSync(bytesOf({ time_spent: 1 })), { "Content-Encoding": "gzip" })).status).toBe(400);
    expect((await send(run, gzipSync(Buffer.from("{")), { "Content-Encoding": "gzip" })).status).toBe(400);
  });

  test("a name that isn't known, or a body that isn't encoded so, is 415 and nothing is stored", async () => {
    const run = await startIn(mode);
    const plain = bytesOf(click("plain"));
    const gzip = gzipSync(bytesOf(click("cut")));
    const broken = Buffer.from(gzip);
    broken[broken.length - 6] = (broken[broken.length - 6] ?? 0) ^ 1; // in the checksum
    for (const [encoding, body] of [
      ["gzip", plain],
      ["deflate", plain],
      ["deflate", gzip],
      ["gzip", deflateSync(plain)],
      ["deflate", deflateRawSync(plain)],
      ["gzip", gzip.subarray(0, -3)],
      ["gzip", broken],
      ["gzip", Buffer.alloc(0)],
      ["br", brotliCompressSync(plain)],
      ["zstd", plain],
      ["compress", plain],
      ["x-gzip", gzip],
      ["gzip, gzip", gzipSync(gzip)],
      ["constructor", plain],
    ] as const) {
      const answer = await send(run, body, { "Content-Encoding": encoding });
      expect([encoding, answer.status]).toEqual([encoding, 415]);
      expect(await answer.json()).toEqual({
        message: "Unsupported media type",
        reason: "Send application/json or text/plain, as it is or with Content-Encoding gzip or deflate",
        requestId: answer.headers.get("x-amzn-requestid"),
      });
    }
    expect((await send(run, plain, { "Content-Encoding": "br" }, "/dev/nowhere")).status).toBe(403);
    expect(await idsIn(run)).toEqual([]);
    expect((await run.status()).requests).toEqual({ accepted: 0, rejected: 14 });
  });

  test("what would inflate to more than 10 MB is 413, however many come at once, and others are served meanwhile", async () => {
    const run = await startIn(mode);
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, "x"));
    const bombs = Array.from({ length: 30 }, () => send(run, bomb, { "Content-Encoding": "gzip" }));
    const other = send(run, gzipSync(bytesOf(click("other"))), { "Content-Encoding": "gzip" });
    expect((await run.post("/poc", click("plain"))).status).toBe(200);
    expect((await Promise.all(bombs)).map(({ status }) => status)).toEqual(Array(30).fill(413));
    expect((await other).status).toBe(200);
    const tooLarge = gzipSync(bytesOf(click("large")).toString().replace("entree_1", "e".repeat(1_024_000)));
    expect((await send(run, tooLarge, { "Content-Encoding": "gzip" })).status).toBe(413);
    expect(await idsIn(run)).toEqual(["other", "plain"]);
  });

  test("an empty body is 400, and as text/plain what API Gateway makes of it: `{}` as a record, nothing for the function", async () => {
    const run = await startIn(mode);
    const refused = await run.post("/poc", "");
    expect([refused.status, refused.body["reason"]]).toEqual([
      400,
      mode === "firehose" ? "[Unknown error parsing request body]" : "The body is not JSON",
    ]);
    const text = await run.post("/poc", "", { "Content-Type": "text/plain" });
    expect(text.status).toBe(mode === "firehose" ? 200 : 400);
    await run.local("POST", "flush");
    const failures = (await run.local<{ rawData: string }[]>("GET", "failures")).body;
    const stored = storedLines(run.dataFolder);
    expect(failures.length + stored.length).toBe(mode === "firehose" ? 1 : 0);
    for (const { rawData } of failures) expect(Buffer.from(rawData, "base64").toString()).toBe("{}");
    if (mode === "firehose") expect(stored).toMatchObject([{ problems: expect.stringContaining("missing") as string }]);
  });

  test("a body that is too large is told what fits, whoever refuses it, and is never told to come again", async () => {
    const run = await startIn(mode);
    for (const bytes of [1_024_001, 7_000_000, 9_999_000, 11_000_000]) {
      const text = JSON.stringify(click("large", { note: "" }));
      const answer = await run.post("/poc", text.replace('"note":""', `"note":"${"x".repeat(bytes - text.length)}"`));
      expect([bytes, answer.status, answer.body["reason"], answer.headers.get("retry-after")]).toEqual([
        bytes,
        413,
        "One request holds at most 1000 KiB; send less at a time",
        null,
      ]);
    }
    expect((await run.status()).records.received).toBe(0);
  });

  test("a slash at the end, or several behind the stage, changes nothing", async () => {
    const run = await startIn(mode);
    for (const [path, body] of [
      ["/dev/poc/", click("slash")],
      ["/dev//poc", click("two")],
      ["/dev/poc/?a=/b", click("query")],
      ["/dev///poc/batch/", [click("batch")]],
    ] as const)
      expect([path, (await send(run, bytesOf(body), {}, path)).status]).toEqual([path, 200]);
    const refused = await send(run, Buffer.from("{"), {}, "/dev/poc/");
    expect(refused.status).toBe(400);
    for (const path of ["/dev/", "/dev//", "//dev/poc", "/dev/poc/x/", "/dev/Poc", "/Dev/poc"])
      expect([path, (await send(run, bytesOf(click("no")), {}, path)).status]).toEqual([path, 403]);
    expect((await fetch(`${run.url}/dev/poc/`, { method: "OPTIONS" })).status).toBe(204);
    expect(await idsIn(run)).toEqual(["batch", "query", "slash", "two"]);
  });

  test("a target in absolute form is served, and hosts compare without case", async () => {
    const run = await startIn(mode);
    const { host, port } = new URL(run.url);
    const post = (target: string, id: string) => raw(run, `POST ${target}`, host, JSON.stringify(click(id)));
    expect((await post(`http://${host}/dev/poc`, "absolute"))[0]).toBe(200);
    expect((await post(`HTTP://LocalHost:${port}/dev/poc/?x=1`, "case"))[0]).toBe(200);
    expect((await post(`http://${host}`, "root"))[0]).toBe(403);
    expect(await idsIn(run)).toEqual(["absolute", "case"]);
    const status = (target: string, from: string, more = "") => raw(run, `GET ${target}`, from, "", more);
    expect((await status("/_local/status", `LOCALHOST:${port}`))[0]).toBe(200);
    expect((await status(`http://${host}/_local/status?x`, host))[0]).toBe(200);
    expect((await status("/_local/status", `LocalHost:${port}`, `Origin: http://localhost:${port}\r\n`))[0]).toBe(200);
    // what the target says counts, not the header
    expect((await status(`http://evil.example.com/_local/status`, host))[0]).toBe(403);
    expect((await status(`http://${host}/_local/status`, "evil.example.com"))[0]).toBe(200);
    expect((await status(`http://user@${host}/_local/status`, host))[0]).toBe(403);
  });
});
