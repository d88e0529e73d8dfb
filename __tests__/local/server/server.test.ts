import { once } from "node:events";
import { request } from "node:http";
import { connect, type Socket } from "node:net";
import { LocalServer } from "../../../local/server/server";
import { click, type Run, start, storedLines, until } from "../../support/local";

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** A connection, and all that came over it so far. */
async function connection(run: Run): Promise<{ readonly socket: Socket; readonly received: () => string }> {
  const socket = connect(Number(new URL(run.url).port), "127.0.0.1");
  sockets.push(socket);
  let text = "";
  socket
    .setEncoding("utf8")
    .on("data", (chunk: string) => (text += chunk))
    .on("error", () => undefined);
  await once(socket, "connect");
  return { socket, received: () => text };
}

const post = (body: string, more = ""): string =>
  `POST /dev/poc HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${more}\r\n${body}`;
const body = (id: string): string => JSON.stringify(click(id));
const count = (text: string, part: string): number => text.split(part).length - 1;

test("a port in use, or one that isn't allowed, is told in one line", async () => {
  const run = await start();
  const { port } = new URL(run.url);
  await expect(LocalServer.start(run.pipeline, Number(port))).rejects.toThrow(
    `port ${port} is in use; --port names another`,
  );
});

test("the server listens on this machine only", async () => {
  expect((await start()).url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

test("requests that follow each other on one connection, without waiting for answers, are all answered in order", async () => {
  const run = await start();
  const { socket, received } = await connection(run);
  socket.write(post(body("1")) + post("{") + post(body("2")));
  await until(() => count(received(), "HTTP/1.1 ") === 3 && received().endsWith("}"));
  expect([...received().matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(["200", "400", "200"]);
  await run.local("POST", "flush");
  expect(storedLines(run.dataFolder).map(({ event_id }) => event_id)).toEqual(["1", "2"]);
});

test("a body that comes in pieces, slowly, without its length, is taken whole", async () => {
  const run = await start();
  const { socket, received } = await connection(run);
  socket.write(
    "POST /dev/poc HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
  );
  for (const piece of body("pieces – ü").match(/.{1,9}/gsu) ?? []) {
    socket.write(`${Buffer.byteLength(piece).toString(16)}\r\n${piece}\r\n`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  socket.write("0\r\n\r\n");
  await until(() => received().includes("HTTP/1.1 200"));
  await run.local("POST", "flush");
  expect(storedLines(run.dataFolder)).toMatchObject([{ event_id: "pieces – ü" }]);
});

test("a body that never comes to its end stores nothing, and does not keep the run from stopping", async () => {
  const run = await start();
  const cut = await connection(run);
  cut.socket.write(post(body("cut")).slice(0, -3));
  cut.socket.end();
  const hanging = await connection(run);
  hanging.socket.write(post(body("hanging")).slice(0, -3));
  await run.post("/poc", click("whole"));
  expect((await run.status()).records.received).toBe(1);
  const began = Date.now();
  await run.stop();
  expect(Date.now() - began).toBeLessThan(4_000);
});

test("a client that is gone before its answer breaks nothing", async () => {
  const run = await start();
  for (let index = 0; index < 20; index++) {
    const { socket } = await connection(run);
    socket.write(post(body(`gone ${index}`)), () => socket.destroy());
  }
  await until(async () => (await run.status()).records.received > 0);
  expect((await run.post("/poc", click("here"))).status).toBe(200);
  await run.local("POST", "flush");
  const { received, delivered } = (await run.status()).records;
  expect([delivered, storedLines(run.dataFolder).length]).toEqual([received, received]);
});

test("what is not HTTP is answered 400 and hung up on", async () => {
  const run = await start();
  const { socket, received } = await connection(run);
  socket.write("\x16\x03\x01 hello\r\n\r\n");
  await once(socket, "close");
  expect(received()).toMatch(/^HTTP\/1\.1 400 Bad Request/);
  expect((await run.post("/poc", click("a"))).status).toBe(200);
});

test("an unmapped method or an odd path is answered, and never by a crash", async () => {
  const run = await start();
  const call = (method: string, path: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      request(run.url, { method, path }, (response) => {
        response.resume().on("end", () => resolve(response.statusCode));
      })
        .once("error", reject)
        .end();
    });
  for (const method of ["HEAD", "PATCH", "DELETE", "PROPFIND"])
    expect([method, await call(method, "/dev/poc")]).toEqual([method, 403]);
  for (const path of [
    "/dev/%",
    "/dev/%2e%2e/_local/status",
    "/dev/poc%2f",
    "//",
    "/?",
    "/dev/../_local/status",
    "*",
    "/constructor/poc",
    "/dev/__proto__",
  ])
    expect([path, await call("GET", path)]).toEqual([path, 403]);
  expect(await call("HEAD", "/_local/status")).toBe(405);
  expect((await run.status()).requests).toEqual({ accepted: 0, rejected: 0 });
});

test("a query string behind a route changes nothing", async () => {
  const run = await start();
  expect((await run.post("/poc?source=%7B&x", click("a"))).status).toBe(200);
});

test("a body of far more than 10 MB is read to its end and answered 413, in little memory", async () => {
  const run = await start();
  const before = process.memoryUsage().arrayBuffers;
  const { socket, received } = await connection(run);
  const mebibyte = "x".repeat(1024 * 1024);
  socket.write(
    `POST /dev/poc HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${150 * mebibyte.length}\r\n\r\n`,
  );
  for (let sent = 0; sent < 150; sent++) await new Promise((resolve) => socket.write(mebibyte, resolve));
  await until(() => received().includes("HTTP/1.1 413"));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60 * 1024 * 1024);
});

test("stopping lets a request under way finish, and drops connections that only wait", async () => {
  const run = await start();
  const idle = await connection(run);
  idle.socket.write(post(body("1")));
  await until(() => idle.received().includes("200 OK"));
  const busy = await connection(run);
  const text = post(body("2"));
  busy.socket.write(text.slice(0, -3));
  await new Promise((resolve) => setTimeout(resolve, 50));
  const stopped = run.stop();
  busy.socket.write(text.slice(-3));
  await stopped;
  expect(busy.received()).toContain("HTTP/1.1 200");
  const next = await start({ dataFolder: run.dataFolder });
  await next.local("POST", "flush");
  expect(storedLines(run.dataFolder).map(({ event_id }) => event_id)).toEqual(["1", "2"]);
});
