import { DEFAULT_MAX_BODY_BYTES } from "../../declaration/edge";
import type { BundledEvent } from "../normaliser/normaliser";
import { createPutRecordBatch } from "./firehose";
import { writeLog } from "../shared/log";
import { createHandler, type IngestSettings } from "./handler";

/** Put here by the bundling step, see ../bundle.ts. */
declare const EVENT_TYPES: readonly BundledEvent[];

const { env } = process;

export const handler = createHandler(
  EVENT_TYPES,
  {
    streams: JSON.parse(env["STREAMS"] ?? "{}") as IngestSettings["streams"],
    allowedOrigins: JSON.parse(env["ALLOWED_ORIGINS"] ?? "[]") as readonly string[],
    maxBodyBytes: Number(env["MAX_BODY_BYTES"] ?? DEFAULT_MAX_BODY_BYTES),
    ...(env["PUT_TIMEOUT_SECONDS"] !== undefined && { putTimeoutSeconds: Number(env["PUT_TIMEOUT_SECONDS"]) }),
  },
  createPutRecordBatch(env),
  writeLog,
);
