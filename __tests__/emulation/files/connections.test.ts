import { once } from "node:events";
import type { Server, ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { boundedServer, type ConnectionLimits } from "../../../emulation/files/connections";
import { until } from "../../support/local";

const sockets: Socket[] = [];
const servers: Server[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

const LIMITS: ConnectionLimits = { most: 10, mostOfAddress: 6, idleMilliseconds: 60_000, requestMilliseconds: 60_000 };

interface Client {
  readonly socket: Socket;
  readonly received: () => string;
  readonly gone: () => boolean;
}

async function serve(limits: Partial<ConnectionLimits> = {}, listener = answer): Promise<Server> {
  const server = boundedServer((_, response) => listener(response), { ...LIMITS, ...limits });
  servers.push(server);
  await once(server.listen(0), "listening");
  return server;
}
const answer = (response: ServerResponse): void => void response.end("here");

/** A connection from an address of this machine. */
async function client(server: Server, localAddress = "127.0.0.1"): Promise<Client> {
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: "127.0.0.1", localAddress });
  sockets.push(socket);
  let [text, gone] = ["", false];
  socket.on("data", (data) => (text += data.toString())).on("error", () => undefined);
  socket.on("close", () => (gone = true));
  await once(socket, "connect");
  return { socket, received: () => text, gone: () => gone };
}

const clients = async (server: Server, count: number, address?: string): Promise<readonly Client[]> => {
  const all: Client[] = [];
  for (let each = 0; each < count; each++) all.push(await client(server, address));
  return all;
};
const ask = ({ socket }: Client): boolean => socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
const isAnswered = (each: Client) => () => each.received().includes("here");

test("an address that holds too many loses the one that is idle for longest; a new one is answered", async () => {
  const server = await serve();
  const idle = await clients(server, 6);
  const [first] = idle;
  if (first === undefined) throw new Error("none");
  ask(first);
  await until(isAnswered(first));
  const late = await client(server);
  ask(late);
  await until(isAnswered(late));
  await until(() => idle[1]?.gone() ?? false);
  expect(idle.map((each) => each.gone())).toEqual([false, true, false, false, false, false]);
});

test("another address comes in beside it, and when all together are too many", async () => {
  const server = await serve();
  const idle = [...(await clients(server, 6)), ...(await clients(server, 4, "127.0.0.2"))];
  for (const address of ["127.0.0.3", "127.0.0.4"]) {
    const late = await client(server, address);
    ask(late);
    await until(isAnswered(late));
  }
  await until(() => idle.filter((each) => each.gone()).length === 2);
  expect(idle.slice(0, 2).map((each) => each.gone())).toEqual([true, true]);
});

test("one whose request is not answered yet is not idle; while all are busy, the new one is refused", async () => {
  const server = await serve({}, () => undefined);
  const busy = await clients(server, 6);
  for (const each of busy) ask(each);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const late = await client(server);
  await until(() => late.gone());
  expect(busy.map((each) => each.gone())).not.toContain(true);
});

test.each([
  ["nothing", ""],
  ["half of a request's headers", "GET / HTTP/1.1\r\nHost:"],
])("one that sends %s is hung up on in time", async (_, sent) => {
  const server = await serve({ idleMilliseconds: 300 });
  const silent = await client(server);
  silent.socket.write(sent);
  await until(() => silent.gone());
});
