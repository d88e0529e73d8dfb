import { Turns } from "./turns";

/** What the bodies of all requests under way may hold together. AWS throttles where a laptop would run out of memory. */
const MOST_BYTES_TOGETHER = 128 * 1024 * 1024;

/** Why there is no body: it is larger than one may be, the others leave no room for it, or it is not encoded as it says. */
export type BodyRefusal = "too large" | "no room" | "not decoded";

/** A body that was read to its end. */
export interface RequestBody {
  /** Why there are no bytes. */
  readonly refused: BodyRefusal | undefined;
  /** Empty when it was refused. */
  readonly bytes: Buffer;
  /** Gives its room back; must be called when the request is answered. */
  readonly release: () => void;
}

/** Undoes a body's encoding; undefined when it would become larger than that. @throws Error when it can't be undone */
export type Decode = (bytes: Buffer, mostBytes: number) => Promise<Buffer | undefined>;

/** The bodies of a server's requests, in bounded memory however many clients there are. */
export class RequestBodies {
  private held = 0;
  /** A small body may become a large one, and is counted only then: one at a time. */
  private readonly decoding = new Turns();

  /** @param mostBytes of one body */
  constructor(
    private readonly mostBytes: number,
    private readonly mostBytesTogether: number = MOST_BYTES_TOGETHER,
  ) {}

  /**
   * Reads a body; one that is refused too, so that its sender hears the answer.
   * @param decode undoes its encoding. @default it has none
   * @throws when its sender is gone
   */
  async read(request: AsyncIterable<Buffer>, decode?: Decode): Promise<RequestBody> {
    let chunks: Buffer[] = [];
    let [bytes, held] = [0, 0];
    let refused: BodyRefusal | undefined;
    const release = (): void => {
      this.held -= held;
      held = 0;
    };
    const refuse = (why: BodyRefusal): void => {
      refused = why;
      chunks = [];
      release();
    };
    const hold = (chunk: Buffer): void => {
      if (this.held + chunk.length > this.mostBytesTogether) {
        refuse("no room");
        return;
      }
      chunks.push(chunk);
      held += chunk.length;
      this.held += chunk.length;
    };
    try {
      for await (const chunk of request) {
        bytes += chunk.length;
        if (bytes > this.mostBytes) refuse("too large");
        if (refused === undefined) hold(chunk);
      }
    } catch (error) {
      release();
      throw error;
    }
    if (refused === undefined && decode !== undefined) {
      const encoded = Buffer.concat(chunks);
      await this.decoding.run(async () => {
        try {
          const decoded = await decode(encoded, this.mostBytes);
          chunks = [];
          release();
          if (decoded === undefined) refuse("too large");
          else hold(decoded);
        } catch {
          refuse("not decoded");
        }
      });
    }
    return { refused, bytes: Buffer.concat(chunks), release };
  }
}
