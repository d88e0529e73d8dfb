import { eventTypes } from "../support/restaurant";
import type { Random } from "../../local/fault/random";
import { Clients } from "../faults/clients";
import type { LocalProcess } from "../faults/local-process";
import { comesTrue, rawConnection, statusesIn } from "../faults/raw-connection";
import { readStored } from "../faults/stored";
import { hostileRequest } from "./http-requests";

const AT_ONCE = 20;
const PATIENCE_SECONDS = 20;
/** What is cut short gets no answer as long as more may come. */
const ANSWER_SECONDS = 0.2;
/** A run that holds more has no bound. */
const MOST_MEGABYTES = 500;

/**
 * Sends hostile requests to a run, each over a connection of its own, and ends the run.
 * @returns what happened, in one line
 * @throws Error when one is neither answered nor hung up on, when the run dies, complains, grows, or loses what it has taken
 */
export async function fuzzHttp(
  run: LocalProcess,
  dataFolder: string,
  random: Random,
  requests: number,
): Promise<string> {
  const answers = new Map<number | "hung up", number>();
  const [event] = eventTypes;
  let left = requests;
  let taken = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left-- > 0) {
        const request = hostileRequest(random);
        const cut = random() < 0.3 ? Math.floor(random() * request.length) : request.length;
        const received = await exchange(run.url, [request.subarray(0, cut), request.subarray(cut)]).catch(
          (error: unknown) => {
            throw new Error(
              `${error instanceof Error ? error.message : String(error)}; the request, in base64: ${request.toString("base64").slice(0, 2_000)}\n${run.printed()}`,
            );
          },
        );
        const statuses = statusesIn(received);
        if (statuses.some((status) => status >= 500 && status !== 504))
          throw new Error(
            `answered ${statuses.join(", ")}; the request, in base64: ${request.toString("base64").slice(0, 2_000)}`,
          );
        for (const status of statuses.length === 0 ? (["hung up"] as const) : statuses)
          answers.set(status, (answers.get(status) ?? 0) + 1);
        taken += received.split('{"recordId":').length - 1;
      }
    }),
  );
  const polite = new Clients(random);
  if ((await polite.post(run.endpoint, event)) !== 200) throw new Error("a good event is not taken any more");
  const status = await run.flush();
  const peak = run.peakMegabytes();
  if (peak > MOST_MEGABYTES) throw new Error(`the local run held ${Math.round(peak)} MB, more than ${MOST_MEGABYTES}`);
  const complaints = run
    .printed()
    .split("\n")
    .filter((line) => /Error|\bat .*:\d+:\d+/.test(line));
  if (complaints.length > 0) throw new Error(`the local run complains: ${complaints.slice(0, 3).join("\n")}`);
  await run.stop();
  const { lines, failures } = readStored(dataFolder);
  const { received, buffered, delivered, failed } = status.records;
  if (
    received < taken + 1 ||
    buffered > 0 ||
    received !== delivered + failed ||
    failures.length !== failed ||
    lines.length !== status.events.delivered
  ) {
    throw new Error(
      `${taken + 1} records were taken, ${lines.length} lines and ${failures.length} failed records are stored, the counters say ${JSON.stringify(status)}`,
    );
  }
  const counted = [...answers]
    .sort(([one], [other]) => String(one).localeCompare(String(other)))
    .map(([answer, times]) => `${answer} ${times}×`);
  return `http: ${requests} hostile requests, ${received} records taken and stored; ${counted.join(", ")}; peak ${Math.round(peak)} MB`;
}

/** Sends the pieces, says that no more will come, and gives what came back until the other side hung up. */
async function exchange(url: string, pieces: readonly Buffer[]): Promise<string> {
  const connection = await rawConnection(url);
  try {
    for (const piece of pieces) await connection.write(piece);
    await comesTrue(() => connection.isClosed() || connection.received() !== "", ANSWER_SECONDS);
    connection.end(); // from here on an answer may stay away: Node closes both ways
    if (!(await comesTrue(connection.isClosed, PATIENCE_SECONDS)))
      throw new Error(
        `not hung up on after ${PATIENCE_SECONDS} s, though no more can come; answered: ${connection.received().slice(0, 300)}`,
      );
    return connection.received();
  } finally {
    connection.destroy();
  }
}
