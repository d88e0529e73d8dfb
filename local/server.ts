import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { PAYLOAD_LIMIT_BYTES } from "./api/gateway";
import { control } from "./control";
import { LivePage } from "./live/live-page";
import type { Pipeline } from "./pipeline";

/** How long one request may take to arrive, milliseconds. */
const REQUEST_TIMEOUT_MILLISECONDS = 60_000;
/** How long requests under way may take when the server ends, milliseconds. */
const GRACE_MILLISECONDS = 500;

/** Serves a pipeline on 127.0.0.1: the deployed routes, and the laptop's own under `/_local`. */
export class LocalServer {
  private constructor(
    private readonly server: Server,
    private readonly live: LivePage,
    readonly url: string,
  ) {}

  /** @param port 0 takes a free one. @throws Error in one line when the port is in use or not allowed */
  static async start(pipeline: Pipeline, port: number): Promise<LocalServer> {
    const live = new LivePage(pipeline);
    const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MILLISECONDS, headersTimeout: REQUEST_TIMEOUT_MILLISECONDS }, (request, response) => {
      response.on("error", () => undefined); // the client is gone
      answer(pipeline, live, request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", (error: NodeJS.ErrnoException) => reject(portError(error, port)));
      server.listen(port, "127.0.0.1", resolve);
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await pipeline.announce(url);
    return new LocalServer(server, live, url);
  }

  /** Takes no more requests, lets those under way finish within the grace, and drops the rest. */
  async close(): Promise<void> {
    this.live.close();
    const late = setTimeout(() => this.server.closeAllConnections(), GRACE_MILLISECONDS);
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
    clearTimeout(late);
  }
}

async function answer(pipeline: Pipeline, live: LivePage, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  const path = request.url ?? "/";
  if (path === "/_local" || path.startsWith("/_local/") || path.startsWith("/_local?")) return control(pipeline, live, request, body, response);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]));
  const reply = await pipeline.handle({ method: request.method ?? "GET", path, headers, body });
  const length = reply.status === 204 ? {} : { "Content-Length": Buffer.byteLength(reply.body) };
  response.writeHead(reply.status, { ...reply.headers, ...length }).end(reply.body);
}

/** The whole body; undefined when it is larger than API Gateway's limit, but read to its end, so that its sender hears the answer. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= PAYLOAD_LIMIT_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  return bytes > PAYLOAD_LIMIT_BYTES ? undefined : Buffer.concat(chunks);
}

function portError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === "EADDRINUSE") return new Error(`port ${port} is in use; --port names another`);
  if (error.code === "EACCES") return new Error(`port ${port} needs rights that this process does not have; --port names another`);
  return error;
}
