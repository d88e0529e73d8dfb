import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { FirehoseAnswer, FirehoseApi } from "./api";
import type { AthenaApi } from "../athena/api";
import type { KmsService } from "../kms/service";
import { boundedServer } from "../files/connections";
import { RequestBodies } from "../files/request-bodies";

/** Most bytes of a call: a batch of 4 MiB in base64, and room for its wrapping. */
const CALL_LIMIT_BYTES = 8 * 1024 * 1024;
/** How the Firehose API names an action in X-Amz-Target. */
const FIREHOSE_TARGET = "Firehose_20150804.";
/** The same for KMS. */
const KMS_TARGET = "TrentService.";
/** And for Athena. */
const ATHENA_TARGET = "AmazonAthena.";
const TOO_LARGE: FirehoseAnswer = { status: 413, body: '{"__type":"RequestEntityTooLargeException"}' };
const UNAVAILABLE: FirehoseAnswer = { status: 503, body: '{"__type":"ServiceUnavailableException"}' };

/** Where functions on the laptop reach AWS: the APIs of Firehose, Athena and KMS over HTTP, on 127.0.0.1. Signatures are not checked. */
export class AwsEndpoint {
  private readonly server: Server;
  private readonly bodies = new RequestBodies(CALL_LIMIT_BYTES);
  private firehose: FirehoseApi | undefined;
  private athena: AthenaApi | undefined;

  private constructor(private readonly kms: KmsService | undefined) {
    this.server = boundedServer((request, response) => {
      response.on("error", () => undefined); // the function is gone
      this.answer(request, response).catch(() => response.destroy());
    });
  }

  /** Listens on a free port; KMS answers at once, the others when `serve` says by what. */
  static async open(kms?: KmsService): Promise<AwsEndpoint> {
    const endpoint = new AwsEndpoint(kms);
    await new Promise<void>((resolve, reject) => endpoint.server.once("error", reject).listen(0, "127.0.0.1", resolve));
    endpoint.server.unref();
    return endpoint;
  }

  /** What Lambda and the AWS SDKs' own variables tell a function about where it runs. The credentials are placeholders. */
  environment(region: string): Readonly<Record<string, string>> {
    return {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_ENDPOINT_URL_FIREHOSE: this.url,
      AWS_ENDPOINT_URL_ATHENA: this.url,
      AWS_ENDPOINT_URL_KMS: this.url,
    };
  }

  /** Where it answers. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  serve(firehose: FirehoseApi, athena: AthenaApi): void {
    this.firehose = firehose;
    this.athena = athena;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { refused, bytes, release } = await this.bodies.read(request);
    try {
      const answer =
        refused === "no room" ? UNAVAILABLE : await this.call(request, refused === undefined ? bytes : undefined);
      response.writeHead(answer.status, { "Content-Type": "application/x-amz-json-1.1" }).end(answer.body);
    } finally {
      release();
    }
  }

  /** @param body undefined when it is larger than a call may be */
  private async call(request: IncomingMessage, body: Buffer | undefined): Promise<FirehoseAnswer> {
    const target = request.headers["x-amz-target"];
    if (typeof target === "string" && target.startsWith(KMS_TARGET) && this.kms)
      return body === undefined ? TOO_LARGE : this.kms.call(target.slice(KMS_TARGET.length), body.toString("utf8"));
    if (typeof target === "string" && target.startsWith(ATHENA_TARGET) && this.athena)
      return body === undefined
        ? TOO_LARGE
        : this.athena.call(target.slice(ATHENA_TARGET.length), body.toString("utf8"));
    const action =
      typeof target === "string" && target.startsWith(FIREHOSE_TARGET) ? target.slice(FIREHOSE_TARGET.length) : "";
    if (this.firehose === undefined) return UNAVAILABLE;
    return body === undefined ? TOO_LARGE : this.firehose.call(action, body.toString("utf8"));
  }
}
