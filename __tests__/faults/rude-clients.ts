import path from "node:path";
import { eventTypes } from "../support/restaurant";
import { makeEvent } from "../support/make-event";
import { Clients } from "./clients";
import { type LocalProcess, startLocalProcess } from "./local-process";
import { comesTrue, rawConnection, type RawConnection, statusesIn } from "./raw-connection";
import { type Context, rowAfterRestart, type Row, type Scenario } from "./scenario";

const [{ path: eventPath }] = eventTypes;
const MIB = 1024 * 1024;
/** A run that holds more has no bound. */
const MOST_MEGABYTES = 600;
const ANSWER_SECONDS = 60;

const head = (endpoint: string, length: number | "chunked"): string =>
  `POST ${new URL(endpoint).pathname}${eventPath} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${length === "chunked" ? "Transfer-Encoding: chunked" : `Content-Length: ${length}`}\r\n\r\n`;

/** The statuses that connections were answered, or that they were hung up on. @throws Error when one is neither */
async function answersTo(connections: readonly RawConnection[], seconds: number): Promise<ReadonlySet<string>> {
  const isDone = (each: RawConnection): boolean => each.isClosed() || statusesIn(each.received()).length > 0;
  if (!(await comesTrue(() => connections.every(isDone), seconds)))
    throw new Error(
      `${connections.filter((each) => !isDone(each)).length} connections are neither answered nor closed after ${seconds} s`,
    );
  return new Set(connections.map((each) => String(statusesIn(each.received())[0] ?? "hung up")));
}

const inWords = (answers: ReadonlySet<string>): string => [...answers].sort().join(" or ");

/** Rude clients beside others, who are served as ever. */
function rudeScenario(
  fault: string,
  beRude: (run: LocalProcess, clients: Clients) => Promise<ReadonlySet<string>>,
): Scenario {
  return {
    fault,
    run: async (context: Context): Promise<Row> => {
      const { workspace, trees, random } = context;
      const place = {
        cdktfOut: trees.shipped,
        dataFolder: path.join(workspace.makeFolder(`rude-${fault.replace(/\W+/g, "-")}`), "data"),
      };
      const clients = new Clients(random);
      const run = await startLocalProcess(workspace, place);
      const answers = await beRude(run, clients);
      const peak = run.peakMegabytes();
      if (peak > MOST_MEGABYTES)
        throw new Error(`${fault}: the local run held ${Math.round(peak)} MB, more than ${MOST_MEGABYTES}`);
      await run.stop();
      const row = await rowAfterRestart(fault, context, place, clients, false);
      return { ...row, answers: answers.size === 0 ? row.answers : `${inWords(answers)}, others ${row.answers}` };
    },
  };
}

/** Begins with half of a head, half of a body, or nothing, and never comes to an end. It takes as long as the server's patience. */
export const slowClients = rudeScenario("200 clients that send a byte a second", async (run, clients) => {
  const connections = await Promise.all(Array.from({ length: 200 }, () => rawConnection(run.url)));
  const whole = head(run.endpoint, 1000);
  for (const [index, each] of connections.entries())
    await each.write(index % 3 === 0 ? "" : index % 3 === 1 ? whole.slice(0, 35) : `${whole}{`);
  const drip = setInterval(
    () => connections.forEach((each, index) => void (index % 3 !== 0 && each.write(index % 3 === 1 ? "x" : " "))),
    1000,
  );
  try {
    await clients.send(run.endpoint, 200);
    // Which of the two it is hangs on the byte that came last.
    return new Set(
      [...(await answersTo(connections, 120))].map((answer) =>
        answer === "400" || answer === "408" ? "400 or 408" : answer,
      ),
    );
  } finally {
    clearInterval(drip);
    for (const each of connections) each.destroy();
  }
});

/** One at a time and far larger than anything that is taken. */
export const oversizedBodies = rudeScenario("bodies from 1 to 100 MB", async (run, clients) => {
  const answers = new Set<string>();
  const polite = clients.send(run.endpoint, 200);
  for (const size of [1_024_001, 6 * MIB, 10 * MIB + 1, 100 * MIB]) {
    for (const length of [size, "chunked"] as const) {
      const connection = await rawConnection(run.url);
      await connection.write(head(run.endpoint, length));
      const event = JSON.stringify({ ...makeEvent(eventTypes[0], 0), note: "" }).slice(0, -2);
      let left = size - 2;
      for (let piece = event; left > 0; piece = "x".repeat(Math.min(left, MIB))) {
        await connection.write(length === "chunked" ? `${piece.length.toString(16)}\r\n${piece}\r\n` : piece);
        left -= piece.length;
      }
      await connection.write(length === "chunked" ? '2\r\n"}\r\n0\r\n\r\n' : '"}');
      for (const answer of await answersTo([connection], ANSWER_SECONDS)) answers.add(answer);
      connection.destroy();
    }
  }
  await polite;
  return answers;
});

/** More together than the server has room for. */
export const largeBodiesAtOnce = rudeScenario("40 bodies of 9 MB at once", async (run, clients) => {
  const connections = await Promise.all(Array.from({ length: 40 }, () => rawConnection(run.url)));
  const body = Buffer.alloc(9 * MIB, " ");
  await Promise.all(
    connections.map(async (each) => {
      await each.write(head(run.endpoint, body.length + 1));
      await each.write(body);
    }),
  );
  await Promise.all(connections.map((each) => each.write("1")));
  const answers = await answersTo(connections, ANSWER_SECONDS);
  for (const each of connections) each.destroy();
  await clients.send(run.endpoint, 200);
  return answers;
});

/** More than the server takes, each with one event. */
export const manyConnections = rudeScenario("3,000 connections at once", async (run, clients) => {
  const connections = (
    await Promise.all(Array.from({ length: 3_000 }, () => rawConnection(run.url).catch(() => undefined)))
  ).filter((each) => each !== undefined);
  await Promise.all(
    connections.map(async (each, index) => {
      const id = `connection-${index}`;
      const body = JSON.stringify(makeEvent(eventTypes[0], index, id));
      clients.sent.add(id);
      await each.write(head(run.endpoint, Buffer.byteLength(body)) + body);
    }),
  );
  const answers = await answersTo(connections, ANSWER_SECONDS);
  for (const [index, each] of connections.entries()) {
    if (statusesIn(each.received())[0] === 200) clients.accepted.add(`connection-${index}`);
    each.destroy();
  }
  await comesTrue(() => false, 0.2); // until the server has noticed
  await clients.send(run.endpoint, 200);
  return answers;
});
