import type { ServerResponse } from "node:http";
import type { PipelineStatus } from "../pipeline/status";
import type { Update } from "../pipeline/protocol";
import type { Recorder } from "../pipeline/recorder";

/** Bounds of the feed. */
export interface FeedLimits {
  /** Most pages that may look at once. */
  readonly clients: number;
  /** How often they are told, in milliseconds. */
  readonly everyMilliseconds: number;
  /** A sign of life after so much silence, in milliseconds. */
  readonly heartbeatMilliseconds: number;
  /** A page that has not read its last message for so long is hung up on, in milliseconds. */
  readonly patienceMilliseconds: number;
}

export const FEED_LIMITS: FeedLimits = {
  clients: 20,
  everyMilliseconds: 250,
  heartbeatMilliseconds: 15_000,
  patienceMilliseconds: 30_000,
};
/** How soon a browser asks again when the connection breaks. */
const RETRY_MILLISECONDS = 2_000;

interface Client {
  readonly response: ServerResponse;
  /** What it was told last; undefined before the first message. */
  seen: { readonly version: number; readonly clears: number; readonly status: string } | undefined;
  writtenAt: number;
}

/**
 * Tells pages what arrives, as Server-Sent Events. Nothing is queued: a page gets what changed since its last message once it has
 * read that one, so a slow page gets fewer messages, and memory stays the same whatever arrives.
 */
export class Feed {
  private readonly clients = new Set<Client>();
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private readonly limits: FeedLimits;

  constructor(
    private readonly recorder: Recorder,
    private readonly status: () => PipelineStatus,
    limits: Partial<FeedLimits> = {},
  ) {
    this.limits = { ...FEED_LIMITS, ...limits };
  }

  /** How many pages look. */
  get size(): number {
    return this.clients.size;
  }

  /** Begins to tell a page. Returns false when as many as allowed look already, or the run stops. */
  add(response: ServerResponse): boolean {
    if (this.closed || this.clients.size >= this.limits.clients) return false;
    const client: Client = { response, seen: undefined, writtenAt: Date.now() };
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.write(`retry: ${RETRY_MILLISECONDS}\n\n`);
    response.once("close", () => this.remove(client));
    this.clients.add(client);
    this.timer ??= setInterval(() => this.tellAll(), this.limits.everyMilliseconds);
    this.tell(client);
    return true;
  }

  /** Ends every page's connection. */
  close(): void {
    this.closed = true;
    for (const client of this.clients) {
      client.response.end();
      this.remove(client);
    }
  }

  private remove(client: Client): void {
    this.clients.delete(client);
    if (this.clients.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private tellAll(): void {
    for (const client of this.clients) {
      if (client.response.writableLength === 0) this.tell(client);
      else if (Date.now() - client.writtenAt > this.limits.patienceMilliseconds) client.response.destroy();
    }
  }

  private tell(client: Client): void {
    const { lastVersion: version, clears, deliveries } = this.recorder;
    const status = this.status();
    const now = { version, clears, status: JSON.stringify(status) };
    const { seen } = client;
    if (seen?.version === version && seen.status === now.status) {
      if (Date.now() - client.writtenAt >= this.limits.heartbeatMilliseconds) this.write(client, ":\n\n");
      return;
    }
    const all = seen?.clears !== clears;
    const update: Update = { all, arrivals: this.recorder.since(all ? 0 : seen.version), status, deliveries };
    client.seen = now;
    this.write(client, `data: ${JSON.stringify(update)}\n\n`);
  }

  private write(client: Client, text: string): void {
    client.writtenAt = Date.now();
    client.response.write(text);
  }
}
