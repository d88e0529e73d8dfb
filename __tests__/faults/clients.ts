import { eventTypes } from "../support/restaurant";
import type { EventDeclaration } from "../../declaration/event";
import { batchPath } from "../../declaration/layout";
import type { Random } from "../../local/fault/random";
import { makeEvent } from "../support/make-event";

const CLIENTS = 8;
const MOST_IN_BATCH = 20;

/** What was sent and how it was answered: all that clients can know. Events are known by their ids, junk by its text. */
export class Clients {
  readonly sent = new Set<string>();
  /** Of what was sent, what the answer calls taken. */
  readonly accepted = new Set<string>();
  /** Statuses of the answers to what is well-formed. */
  readonly statuses = new Set<number>();
  private next = 0;

  constructor(private readonly random: Random) {}

  /** Sends so many requests, several at once. @throws Error for an answer that makes no sense */
  async send(endpoint: string, requests: number): Promise<void> {
    let left = requests;
    await this.atOnce(async () => {
      while (left-- > 0) await this.sendOne(endpoint);
    });
  }

  /** Sends until nobody answers any more. @throws Error for an answer that makes no sense */
  async sendUntilGone(endpoint: string): Promise<void> {
    await this.atOnce(async () => {
      try {
        for (;;) await this.sendOne(endpoint);
      } catch (error) {
        if ((error as Error).name !== "TypeError") throw error; // what fetch throws without a connection
      }
    });
  }

  /** Posts one event. @returns the status */
  async post(
    endpoint: string,
    event: EventDeclaration,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<number> {
    return this.request(endpoint + event.path, headers, (id) => JSON.stringify(makeEvent(event, this.next, id)));
  }

  private async atOnce(work: () => Promise<void>): Promise<void> {
    await Promise.all(Array.from({ length: CLIENTS }, work));
  }

  private async sendOne(endpoint: string): Promise<void> {
    const event = eventTypes[Math.floor(this.random() * eventTypes.length)] ?? eventTypes[0];
    const kind = this.random();
    if (kind < 0.05) await this.refused(endpoint + event.path);
    else if (kind < 0.1)
      await this.request(
        endpoint + event.path,
        { "Content-Type": "text/plain" },
        (id) => `no JSON: ${id}`,
        (id) => `no JSON: ${id}`,
      );
    else if (kind < 0.2) await this.post(endpoint, event, { "Content-Type": "text/plain;charset=UTF-8" });
    else if (kind < 0.6) await this.post(endpoint, event);
    else await this.batch(endpoint + batchPath(event), event);
  }

  private async batch(url: string, event: EventDeclaration): Promise<void> {
    const ids = Array.from({ length: 1 + Math.floor(this.random() * MOST_IN_BATCH) }, () => this.id());
    const response = await this.fetch(
      url,
      {},
      JSON.stringify(ids.map((id, index) => makeEvent(event, index, id))),
      ids,
    );
    this.note(response, ids);
  }

  private async request(
    url: string,
    headers: Readonly<Record<string, string>>,
    bodyOf: (id: string) => string,
    nameOf: (id: string) => string = (id) => id,
  ): Promise<number> {
    const id = this.id();
    const response = await this.fetch(url, headers, bodyOf(id), [nameOf(id)]);
    this.note(response, [nameOf(id)]);
    return response.status;
  }

  /** A wrong shape is refused whatever else goes wrong, and never stored. */
  private async refused(url: string): Promise<void> {
    const { status } = await this.fetch(url, {}, "{}", []);
    if (status !== 400) throw new Error(`{} was answered ${status}, not 400`);
  }

  private async fetch(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    names: readonly string[],
  ): Promise<{ readonly status: number; readonly text: string }> {
    for (const name of names) this.sent.add(name);
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body,
    });
    return { status: response.status, text: await response.text() };
  }

  /** Straight to Firehose a request is taken whole; the ingest function answers for each event. */
  private note({ status, text }: { readonly status: number; readonly text: string }, names: readonly string[]): void {
    const isJunk = names[0]?.startsWith("no JSON") === true;
    if (!isJunk || status !== 400) this.statuses.add(status);
    if (status >= 300) return;
    const { results } = JSON.parse(text) as { readonly results?: readonly { readonly status: string }[] };
    for (const [index, name] of names.entries())
      if (results === undefined || results[index]?.status === "ok") this.accepted.add(name);
  }

  private id(): string {
    return `event-${this.next++}`;
  }
}
