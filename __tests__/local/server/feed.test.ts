import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { Feed, type FeedLimits } from "../../../local/server/feed";
import { MOST_ARRIVALS } from "../../../local/pipeline/protocol";
import { Recorder } from "../../../local/pipeline/recorder";
import { type Listener, listen, told } from "../../support/feed";
import { counters, until } from "../../support/local";

const STREAM = "a-stream";
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

interface Feeding {
  readonly url: string;
  readonly feed: Feed;
  readonly recorder: Recorder;
  readonly responses: readonly ServerResponse[];
  /** Notes an arrival, and counts it. */
  readonly take: (id: string, text?: string) => void;
}

/** A feed behind a server of its own. */
async function start(limits: Partial<FeedLimits> = {}): Promise<Feeding> {
  const recorder = new Recorder([]);
  let accepted = 0;
  const feed = new Feed(recorder, () => counters(accepted, 0, 0, 0, 0, 0), { everyMilliseconds: 5, ...limits });
  const responses: ServerResponse[] = [];
  const server = createServer((_, response) => {
    responses.push(response);
    if (!feed.add(response)) response.writeHead(503).end();
  }).listen(0, "127.0.0.1");
  servers.push(server);
  server.once("close", () => feed.close());
  await once(server, "listening");
  const take = (id: string, text = id): void => {
    accepted++;
    recorder.taken(STREAM, { recordId: id, arrivedAt: 0, data: Buffer.from(text).toString("base64") });
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, feed, recorder, responses, take };
}

const idsOf = ({ updates }: Listener): readonly string[] =>
  updates.flatMap(({ arrivals }) => arrivals.map(({ id }) => id));

test("a page gets what there is, then what changes, in order, each once", async () => {
  const { url, take } = await start();
  for (const id of ["1", "2"]) take(id);
  const page = await listen(url);
  expect(await told(page, () => true)).toMatchObject({
    all: true,
    arrivals: [{ id: "1" }, { id: "2" }],
    status: { requests: { accepted: 2 } },
  });
  for (let index = 3; index <= 9; index++) {
    take(String(index));
    if (index % 3 === 0) await told(page, ({ status }) => status.requests.accepted === index);
  }
  expect(idsOf(page)).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9"]);
  expect(page.updates.slice(1).map(({ all }) => all)).toEqual(page.updates.slice(1).map(() => false));
});

test("after a reset every page starts again from nothing", async () => {
  const { url, take, recorder } = await start();
  take("old");
  const page = await listen(url);
  await told(page, ({ arrivals }) => arrivals.length === 1);
  recorder.clear();
  take("new");
  expect(await told(page, ({ all }) => all, 1)).toMatchObject({ arrivals: [{ id: "new" }] });
});

test("in a flood a page is told the exact counts, and no more arrivals than are kept", async () => {
  const { url, take } = await start();
  const page = await listen(url);
  await told(page, () => true);
  for (let index = 1; index <= 50_000; index++) take(String(index));
  const { arrivals } = await told(page, ({ status }) => status.requests.accepted === 50_000);
  expect(arrivals.length).toBeLessThanOrEqual(MOST_ARRIVALS);
  expect(arrivals.at(-1)?.id).toBe("50000");
});

test("a page that reads nothing is kept at one message, costs others nothing, and is hung up on in the end", async () => {
  const { url, take, feed, responses } = await start({ patienceMilliseconds: 300 });
  const slow = connect(Number(new URL(url).port), "127.0.0.1");
  slow.on("error", () => undefined).pause();
  slow.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await until(() => feed.size === 1);
  const quick = await listen(url);
  let most = 0;
  for (let round = 0; feed.size === 2; round++) {
    for (let index = 0; index < MOST_ARRIVALS; index++) take(`${round}-${index}`, "x".repeat(4_000));
    await told(
      quick,
      ({ arrivals }) => arrivals.some(({ id }) => id === `${round}-${MOST_ARRIVALS - 1}`),
      quick.updates.length - 1,
    );
    most = Math.max(most, responses[0]?.writableLength ?? 0);
  }
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(3 * MOST_ARRIVALS * 4_096);
  expect([feed.size, responses[0]?.destroyed, quick.ended()]).toEqual([1, true, false]);
});

test("silence is broken by a sign of life, so that no proxy or browser gives up", async () => {
  const { url } = await start({ heartbeatMilliseconds: 20 });
  const page = await listen(url);
  await until(() => page.comments() >= 2);
  expect(page.updates).toHaveLength(1);
});

test("no more pages than allowed may look, and one that leaves makes room", async () => {
  const { url, feed } = await start({ clients: 2 });
  const [first] = [await listen(url), await listen(url)];
  expect((await listen(url)).status).toBe(503);
  first.leave();
  await until(() => feed.size === 1);
  expect((await listen(url)).status).toBe(200);
});

test("at its end every page is hung up on, and none comes in again", async () => {
  const { url, feed } = await start();
  const page = await listen(url);
  await told(page, () => true);
  feed.close();
  await until(() => page.ended());
  expect([feed.size, (await listen(url)).status]).toEqual([0, 503]);
});
