import { randomInt } from "node:crypto";
import path from "node:path";
import { anOrder, click, filesIn, storedLines, synthesizedWith } from "../../support/local";
import { ask } from "../../support/parquet";
import { clickstream, type Running, serving } from "../../support/process";
import { temporaryFolder } from "../../support/tree";

/** More of them by hand: KILLS=100 npx jest durability */
const KILLS = Number(process.env.KILLS ?? 4);

interface Status {
  readonly requests: { readonly accepted: number; readonly rejected: number };
  readonly records: {
    readonly received: number;
    readonly buffered: number;
    readonly delivered: number;
    readonly failed: number;
  };
  readonly events: { readonly delivered: number };
}

/** What the clients know: which events were answered 200, and which were sent at all. */
class Clients {
  readonly answered = new Set<string>();
  readonly sent = new Set<string>();
  rejected = 0;
  private next = 0;

  /** Posts single events and batches, good and bad, until the server is gone. */
  async sendUntilGone(url: string): Promise<void> {
    await Promise.all(
      Array.from({ length: 6 }, async (_, client) => {
        try {
          for (let round = 0; ; round++) {
            if (client === 0 && round % 10 === 9) await this.refused(url);
            else if (client === 1 && round % 10 === 9) await this.junk(url);
            else if (client < 3)
              await this.send(
                `${url}/dev/poc/batch`,
                Array.from({ length: randomInt(1, 30) }, () => this.id()),
              );
            else await this.send(client === 3 ? `${url}/dev/events` : `${url}/dev/poc`, [this.id()]);
          }
        } catch (error) {
          if ((error as Error).name !== "TypeError") throw error; // what fetch throws when there is no connection
        }
      }),
    );
  }

  private async send(url: string, ids: readonly string[]): Promise<void> {
    const events = ids.map((id) => (url.endsWith("events") ? { ...anOrder, event_id: id } : click(id)));
    for (const id of ids) this.sent.add(id);
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(url.endsWith("batch") ? events : events[0]),
    });
    if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
    for (const id of ids) this.answered.add(id);
    await response.arrayBuffer();
  }

  private async refused(url: string): Promise<void> {
    if (
      (await fetch(`${url}/dev/poc`, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{" }))
        .status === 400
    )
      this.rejected++;
  }

  /** What only the transform finds out about: taken, and then among the failures. */
  private async junk(url: string): Promise<void> {
    const text = `no JSON: ${this.id()}`;
    this.sent.add(text);
    const response = await fetch(`${url}/dev/poc`, {
      method: "POST",
      headers: { "Content-Type": "text/plain" },
      body: text,
    });
    if (response.status === 200) this.answered.add(text);
    await response.arrayBuffer();
  }

  private id(): string {
    return `event ${this.next++}`;
  }
}

/** The event ids in the Parquet objects of a data folder. */
async function parquetIds(dataFolder: string): Promise<readonly string[]> {
  const files = filesIn(dataFolder).filter((file) => file.endsWith(".parquet"));
  const rows = await ask(
    `SELECT event_id FROM read_parquet([${files.map((file) => `'${path.join(dataFolder, file)}'`).join(", ")}])`,
  );
  return rows.map(([id]) => String(id));
}

test(
  "however often the process is killed in the middle, every event answered 200 is one row in either format or one failure, and the counters add up",
  async () => {
    // Objects as often as can be, so that a kill finds deliveries in every stage.
    const cdktfOut = await synthesizedWith({
      transformIntervalSeconds: 0,
      bufferingIntervalSeconds: 0,
      bufferingSizeMiB: 1,
      storageFormat: { order: "parquet" },
    });
    const dataFolder = path.join(temporaryFolder(), "data");
    const begin = (): Running =>
      clickstream([
        "local",
        "--no-synth",
        "--cdktf-out",
        cdktfOut,
        "--data",
        dataFolder,
        "--port",
        "0",
        "--no-samples",
      ]);
    const clients = new Clients();
    for (let kill = 0; kill < KILLS; kill++) {
      const running = begin();
      const url = await serving(running);
      const sending = clients.sendUntilGone(url);
      await new Promise((resolve) => setTimeout(resolve, randomInt(0, 600)));
      running.child.kill("SIGKILL");
      await sending;
      expect(await running.ended).toBe("SIGKILL");
      for (const line of running.err().split("\n").slice(0, -1)) expect(line).toContain('"message":"record failed"'); // the function's log, and no warning
    }

    const running = begin();
    const url = await serving(running);
    const status = (await (await fetch(`${url}/_local/flush`, { method: "POST" })).json()) as Status;
    const orders = await parquetIds(dataFolder);
    expect(orders.length).toBeGreaterThan(0);
    const lines = [...storedLines(dataFolder).map(({ event_id }) => String(event_id)), ...orders];
    const failures = ((await (await fetch(`${url}/_local/failures`)).json()) as { rawData: string }[]).map(
      ({ rawData }) => Buffer.from(rawData, "base64").toString(),
    );
    const errors = storedLines(dataFolder, "errors/").map(({ rawData }) =>
      Buffer.from(String(rawData), "base64").toString(),
    );
    expect(errors.toSorted()).toEqual(failures.toSorted());
    const ids = [...lines, ...failures];
    const stored = new Set(ids);
    expect(stored.size).toBe(ids.length);
    expect([...clients.answered].filter((id) => !stored.has(id))).toEqual([]);
    expect(ids.filter((id) => !clients.sent.has(id))).toEqual([]);
    expect(clients.answered.size).toBeGreaterThan(KILLS * 10);

    const { received, buffered, delivered, failed } = status.records;
    expect(status).toMatchObject({
      requests: { accepted: received },
      records: { buffered: 0, failed: failures.length, received: delivered + failed + buffered },
      events: { delivered: lines.length },
    });
    expect(status.requests.rejected).toBeGreaterThanOrEqual(clients.rejected);
    const query = await fetch(`${url}/_local/query`, {
      method: "POST",
      body: JSON.stringify({
        sql: "SELECT (SELECT count(*) FROM my_ingested_data) + (SELECT count(*) FROM clickstream_data_parquet)",
      }),
    });
    expect(await query.json()).toMatchObject({ rows: [[lines.length]] });

    running.child.kill("SIGTERM");
    expect(await running.ended).toBe(0);
  },
  KILLS * 4_000 + 20_000,
);
