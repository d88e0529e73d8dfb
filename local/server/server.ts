import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { RETRY_AFTER_SECONDS } from "../../declaration/edge";
import { decoderOf } from "../../emulation/api/content-encoding";
import { PAYLOAD_LIMIT_BYTES } from "../../emulation/api/gateway";
import { control } from "./control";
import { LivePage } from "./live-page";
import type { Pipeline } from "../pipeline/pipeline";
import { boundedServer } from "../../emulation/files/connections";
import { type RequestBody, RequestBodies } from "../../emulation/files/request-bodies";
import { type RequestTarget, targetOf } from "./target";

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
    const bodies = new RequestBodies(PAYLOAD_LIMIT_BYTES);
    const server = boundedServer((request, response) => {
      response.on("error", () => undefined); // the client is gone
      answer(pipeline, live, bodies, request, response).catch(() => response.destroy());
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

async function answer(
  pipeline: Pipeline,
  live: LivePage,
  bodies: RequestBodies,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = targetOf(request);
  const own = /^\/_local($|[/?])/.test(target.path);
  const body = await bodies.read(request, own ? undefined : decoderOf(request.headers["content-encoding"]));
  try {
    if (request.method === "GET" && target.path === "/") response.writeHead(302, { Location: "/_local/" }).end();
    else if (body.refused === "no room") busy(response);
    else if (own) await control(pipeline, live, request, target, bytesOf(body), response);
    else await answerApi(pipeline, request, target, body, response);
  } finally {
    body.release();
  }
}

/** undefined when it was refused. */
const bytesOf = ({ refused, bytes }: RequestBody): Buffer | undefined => (refused === undefined ? bytes : undefined);

async function answerApi(
  pipeline: Pipeline,
  request: IncomingMessage,
  { path }: RequestTarget,
  body: RequestBody,
  response: ServerResponse,
): Promise<void> {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
  const reply = await pipeline.handle({
    method: request.method ?? "GET",
    path,
    headers,
    body: bytesOf(body),
    undecodable: body.refused === "not decoded",
  });
  const length = reply.status === 204 ? {} : { "Content-Length": Buffer.byteLength(reply.body) };
  response.writeHead(reply.status, { ...reply.headers, ...length }).end(reply.body);
}

/** What no single request is to blame for. */
function busy(response: ServerResponse): void {
  response
    .writeHead(503, { "Content-Type": "application/json", "Retry-After": RETRY_AFTER_SECONDS })
    .end('{"message":"Too many large requests at once"}');
}

function portError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === "EADDRINUSE") return new Error(`port ${port} is in use; --port names another`);
  if (error.code === "EACCES")
    return new Error(`port ${port} needs rights that this process does not have; --port names another`);
  return error;
}
