import { eventTypes } from "./restaurant";
import { createHandler } from "../../handlers/transform/handler";
import { type ApiResponse, Gateway } from "../../emulation/api/gateway";
import { loadApi } from "../../emulation/api/model";
import type { BufferedRecord } from "../../emulation/firehose/segment";
import { loadStreams, type StreamModel } from "../../emulation/firehose/model";
import { type Outcome, transformBatch } from "../../emulation/firehose/transform";
import { loadFunctions } from "../../emulation/lambda/model";
import { Tree } from "../../emulation/tree/tree";

/** A request as its bytes. */
export interface Sent {
  /** Below the stage. */
  readonly path: string;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

/** A request, its answer, and what became of the record that it was. */
export interface Travelled {
  readonly sent: Sent;
  readonly answer: ApiResponse;
  /** The records that reached a stream; one at most if all is well. */
  readonly records: readonly { readonly recordId: string; readonly data: Buffer; readonly outcome: Outcome }[];
}

/** The synthesized path from a request to lines, in this process: gateway, streams and transform, with no disk in between. */
export class WholePath {
  private readonly gateway: Gateway;
  private readonly streams: ReadonlyMap<string, StreamModel>;
  private readonly handler: ReturnType<typeof createHandler>;
  private buffered: { readonly stream: StreamModel; readonly record: BufferedRecord }[] = [];
  private next = 0;

  constructor(tree: Tree) {
    this.streams = new Map(loadStreams(tree).map((stream) => [stream.name, stream]));
    const byStream =
      loadFunctions(tree).find(({ environment }) => "EVENT_TYPES_BY_STREAM" in environment)?.environment[
        "EVENT_TYPES_BY_STREAM"
      ] ?? "";
    this.handler = createHandler(eventTypes, byStream, () => undefined);
    this.gateway = new Gateway(loadApi(tree), (call) => {
      if (call.kind === "lambda") throw new Error("there is no function before the streams here");
      const { DeliveryStreamName: name, Record: record } = JSON.parse(call.body) as {
        readonly DeliveryStreamName: string;
        readonly Record: { readonly Data: string };
      };
      const stream = this.streams.get(name);
      if (stream === undefined) throw new Error(`there is no stream ${name}`);
      this.buffered.push({
        stream,
        record: { recordId: `r${this.next++}`, arrivedAt: Date.parse("2026-11-20T09:30:00.250Z"), data: record.Data },
      });
      return Promise.resolve({ status: 200, body: `{"RecordId":"r"}` });
    });
  }

  /** Sends requests one after the other; then all that reached a stream goes through its transform at once. */
  async send(requests: readonly Sent[]): Promise<readonly Travelled[]> {
    const answered: { sent: Sent; answer: ApiResponse; from: number; to: number }[] = [];
    this.buffered = [];
    for (const sent of requests) {
      const from = this.buffered.length;
      const headers = sent.contentType === undefined ? {} : { "content-type": sent.contentType };
      const answer = await this.gateway.handle({ method: "POST", path: `/dev${sent.path}`, headers, body: sent.body });
      answered.push({ sent, answer, from, to: this.buffered.length });
    }
    const outcomes = await this.outcomes();
    return answered.map(({ sent, answer, from, to }) => ({
      sent,
      answer,
      records: this.buffered.slice(from, to).map(({ record: { recordId, data } }) => {
        const outcome = outcomes.get(recordId);
        if (outcome === undefined) throw new Error(`${recordId} has no outcome`);
        return { recordId, data: Buffer.from(data, "base64"), outcome };
      }),
    }));
  }

  private async outcomes(): Promise<ReadonlyMap<string, Outcome>> {
    const found = new Map<string, Outcome>();
    for (const stream of this.streams.values()) {
      const records = this.buffered.filter((each) => each.stream === stream).map(({ record }) => record);
      if (stream.transform === undefined || records.length === 0) continue;
      const outcomes = await transformBatch(
        stream,
        stream.transform,
        (event) => this.handler(event as Parameters<typeof this.handler>[0]),
        records,
      );
      if (outcomes.length !== records.length)
        throw new Error(`${records.length} records have ${outcomes.length} outcomes`);
      for (const [index, { recordId }] of records.entries()) found.set(recordId, outcomes[index] as Outcome);
    }
    return found;
  }
}
