import type { BundledEvent } from "../normaliser/normaliser";
import { writeLog } from "../shared/log";
import { createHandler } from "./handler";

/** Put here by the bundling step, see ../bundle.ts. */
declare const EVENT_TYPES: readonly BundledEvent[];

export const handler = createHandler(
  EVENT_TYPES,
  process.env["EVENT_TYPES_BY_STREAM"] ?? "{}",
  writeLog,
  Date.now,
  process.env["EVENT_METRICS"] !== "false",
);
