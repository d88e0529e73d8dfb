import { once } from "node:events";
import { connect } from "node:net";

/** A connection below HTTP: bytes go out as they are given. */
export interface RawConnection {
  /** Sends bytes; what the other side no longer takes is dropped. */
  readonly write: (data: string | Buffer) => Promise<void>;
  /** Says that no more will come. */
  readonly end: () => void;
  readonly destroy: () => void;
  /** All that came back so far. */
  readonly received: () => string;
  readonly isClosed: () => boolean;
}

/** Most that is kept of what came back. */
const KEPT_CHARACTERS = 100_000;

/** Connects to a server. @throws Error when nobody listens */
export async function rawConnection(url: string): Promise<RawConnection> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  let text = "";
  let closed = false;
  socket.setEncoding("latin1").on("data", (chunk: string) => (text = (text + chunk).slice(0, KEPT_CHARACTERS)));
  socket.on("close", () => (closed = true));
  await once(socket, "connect");
  socket.on("error", () => undefined); // the other side hung up
  return {
    write: async (data) => {
      if (closed || socket.destroyed || !socket.writable) return;
      await new Promise<void>((resolve) => {
        socket.once("close", resolve);
        socket.write(data, () => {
          socket.off("close", resolve);
          resolve();
        });
      });
    },
    end: () => socket.end(),
    destroy: () => socket.destroy(),
    received: () => text,
    isClosed: () => closed,
  };
}

/** Waits until something holds. @returns false when the seconds are over first */
export async function comesTrue(holds: () => boolean, seconds: number): Promise<boolean> {
  for (const end = Date.now() + seconds * 1000; !holds();) {
    if (Date.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return true;
}

/** The statuses of the answers in what came back, in order. */
export const statusesIn = (received: string): readonly number[] =>
  [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
