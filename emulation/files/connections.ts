import { createServer, type RequestListener, type Server } from "node:http";
import type { Socket } from "node:net";

/** How many connections a server holds, and for how long when nothing is asked on them. */
export interface ConnectionLimits {
  /** Each costs memory and a file handle. */
  readonly most: number;
  /** Of one address, so that others have room left. */
  readonly mostOfAddress: number;
  /** How long a connection is kept on which no request has come with all of its headers. */
  readonly idleMilliseconds: number;
  /** How long one request may take to arrive. */
  readonly requestMilliseconds: number;
}

export const CONNECTION_LIMITS: ConnectionLimits = {
  most: 2_000,
  mostOfAddress: 1_500,
  idleMilliseconds: 15_000,
  requestMilliseconds: 60_000,
};
/** How often the times are looked at. */
const CHECK_MILLISECONDS = 5_000;

interface Connection {
  readonly address: string;
  /** Requests that are not answered yet. */
  requests: number;
}

/**
 * A server whose connections are bounded. Where there are too many, the one that has been idle for longest is hung up on, of the same
 * address or of all: a new one is refused only while all others are busy.
 */
export function boundedServer(listener: RequestListener, limits: ConnectionLimits = CONNECTION_LIMITS): Server {
  const server = createServer({
    headersTimeout: limits.idleMilliseconds,
    requestTimeout: limits.requestMilliseconds,
    connectionsCheckingInterval: Math.min(CHECK_MILLISECONDS, limits.idleMilliseconds),
  });
  /** The one whose last request is longest ago comes first. */
  const connections = new Map<Socket, Connection>();
  const ofAddress = new Map<string, number>();
  const count = (address: string, by: number): number => {
    const now = (ofAddress.get(address) ?? 0) + by;
    if (now === 0) ofAddress.delete(address);
    else ofAddress.set(address, now);
    return now;
  };
  const remove = (socket: Socket): void => {
    const connection = connections.get(socket);
    if (connections.delete(socket) && connection !== undefined) count(connection.address, -1);
  };
  /** Hangs up on the newest itself where all others are busy: it comes last. */
  const makeRoom = (of: (connection: Connection) => boolean): void => {
    for (const [socket, connection] of connections) {
      if (connection.requests > 0 || !of(connection)) continue;
      remove(socket);
      socket.destroy();
      return;
    }
  };
  server.on("connection", (socket) => {
    const address = socket.remoteAddress ?? "";
    connections.set(socket, { address, requests: 0 });
    socket.once("close", () => remove(socket));
    if (count(address, 1) > limits.mostOfAddress) makeRoom((other) => other.address === address);
    if (connections.size > limits.most) makeRoom(() => true);
  });
  server.on("request", ({ socket }, response) => {
    const connection = connections.get(socket);
    if (connection === undefined) return;
    connection.requests++;
    response.once("close", () => {
      connection.requests--;
      if (connections.delete(socket)) connections.set(socket, connection); // used just now
    });
  });
  return server.on("request", listener);
}
