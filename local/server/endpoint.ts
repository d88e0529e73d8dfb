import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline as pump } from "node:stream/promises";
import type { LivePage } from "./live-page";
import type { Pipeline } from "../pipeline/pipeline";

/** What an endpoint of `/_local` is given. */
export interface Call {
  readonly pipeline: Pipeline;
  readonly live: LivePage;
  readonly parameters: URLSearchParams;
  /** The host that the caller named, with its port. */
  readonly host: string;
  readonly body: Buffer | undefined;
  readonly response: ServerResponse;
}

/** Endpoints by method and path; what one returns is waited for. */
export type Endpoints = Readonly<Record<string, (call: Call) => unknown>>;

/** An answer of `/_local` that is not a 200. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** On every answer: pages load and run what comes from here and nothing else, nobody frames them, and nothing is kept. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-store",
};

/** Answers with JSON. */
export function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response
    .writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) })
    .end(text);
}

/** Aborted when the connection is closed: nobody waits for the answer then. */
export function whenGone(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  if (response.destroyed) gone.abort();
  response.once("close", () => gone.abort());
  return gone.signal;
}

/** A list may be long: it is written as it is read. */
export async function sendList(response: ServerResponse, entries: AsyncIterable<object>): Promise<void> {
  response.writeHead(200, { "Content-Type": "application/json" });
  await pump(Readable.from(jsonList(entries)), response);
}

async function* jsonList(entries: AsyncIterable<object>): AsyncGenerator<string> {
  let separator = "[";
  for await (const entry of entries) {
    yield separator + JSON.stringify(entry);
    separator = ",";
  }
  yield separator === "[" ? "[]" : "]";
}
