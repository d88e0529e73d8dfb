/** What the bodies of all requests under way may hold together. AWS throttles where a laptop would run out of memory. */
const MOST_BYTES_TOGETHER = 128 * 1024 * 1024;

/** A body that was read to its end. */
export interface RequestBody {
  /** Why there are no bytes: it is larger than one may be, or the others leave no room for it. */
  readonly refused: "too large" | "no room" | undefined;
  /** Empty when it was refused. */
  readonly bytes: Buffer;
  /** Gives its room back; must be called when the request is answered. */
  readonly release: () => void;
}

/** The bodies of a server's requests, in bounded memory however many clients there are. */
export class RequestBodies {
  private held = 0;

  /** @param mostBytes of one body */
  constructor(
    private readonly mostBytes: number,
    private readonly mostBytesTogether: number = MOST_BYTES_TOGETHER,
  ) {}

  /** Reads a body; one that is refused too, so that its sender hears the answer. @throws when its sender is gone */
  async read(request: AsyncIterable<Buffer>): Promise<RequestBody> {
    let chunks: Buffer[] = [];
    let [bytes, held] = [0, 0];
    let refused: RequestBody["refused"];
    const release = (): void => {
      this.held -= held;
      held = 0;
    };
    const refuse = (why: RequestBody["refused"]): void => {
      refused = why;
      chunks = [];
      release();
    };
    try {
      for await (const chunk of request) {
        bytes += chunk.length;
        if (bytes > this.mostBytes) refuse("too large");
        else if (this.held + chunk.length > this.mostBytesTogether) refuse("no room");
        if (refused !== undefined) continue;
        chunks.push(chunk);
        held += chunk.length;
        this.held += chunk.length;
      }
    } catch (error) {
      release();
      throw error;
    }
    return { refused, bytes: Buffer.concat(chunks), release };
  }
}
