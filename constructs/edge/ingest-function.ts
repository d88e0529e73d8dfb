import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { Construct } from "constructs";
import { Arns, type AwsLocation } from "../shared/arn";
import { BundledFunction, type FunctionProps } from "../shared/bundled-function";
import { DEFAULT_MAX_BODY_BYTES } from "../../declaration/edge";
import { checkOrigins } from "./cors";
import { maxBodyBytes as bodyBytes, putTimeoutSeconds as putSeconds } from "./ingestion-options";
import type { IngestSource } from "./ingest-sources";
import { policyDocument } from "../shared/policy";
import { allow } from "../shared/statements";
import { expression, isTerraform } from "../shared/terraform-expression";
import { checkWholeNumber } from "../shared/validate";
import { holder } from "../shared/placed-role";

/** API Gateway's own patience: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const LONGEST_TIMEOUT_SECONDS = 29;
/** Seconds that one request may take. */
export const DEFAULT_INGEST_TIMEOUT_SECONDS = LONGEST_TIMEOUT_SECONDS;

export interface IngestFunctionProps extends AwsLocation, FunctionProps {
  /** The event types that it takes and the streams that it puts them into. */
  readonly sources: readonly IngestSource[];
  /** Web pages that may read its answers, as in the API's `cors`. @default none */
  readonly allowedOrigins?: readonly string[];
  /** Largest body in bytes, 1024 to 3000000. @default 1024000 */
  readonly maxBodyBytes?: number;
  /** Seconds for one request, 2 to 29; the last 1.5 are for the answer. @default 29 */
  readonly timeoutSeconds?: number;
  /** Seconds for putting a request's events, retries included, 1 to 27: what Firehose has not taken by then is answered 503. @default 3 */
  readonly putTimeoutSeconds?: number;
}

/** The Lambda between API Gateway and Firehose: validates, answers for each event, puts the records. */
export class IngestFunction extends BundledFunction {
  readonly sources: readonly IngestSource[];
  readonly allowedOrigins: readonly string[];
  /** Largest body in bytes. */
  readonly maxBodyBytes: number;

  constructor(scope: Construct, id: string, props: IngestFunctionProps) {
    const {
      allowedOrigins = [],
      maxBodyBytes = DEFAULT_MAX_BODY_BYTES,
      timeoutSeconds = DEFAULT_INGEST_TIMEOUT_SECONDS,
      putTimeoutSeconds,
    } = props;
    if (allowedOrigins.length > 0) checkOrigins("allowedOrigins", allowedOrigins);
    bodyBytes("maxBodyBytes", maxBodyBytes);
    putSeconds("putTimeoutSeconds", putTimeoutSeconds);
    checkWholeNumber("timeoutSeconds", timeoutSeconds, 2, LONGEST_TIMEOUT_SECONDS);
    super(scope, id, {
      ...props,
      description: "Takes events from API Gateway, answers for each, and puts them into Firehose",
      timeoutSeconds,
      variables: {
        STREAMS: JSON.stringify(
          Object.fromEntries(
            props.sources.map(({ event, streamName }) => [event.path, { event: event.name, stream: streamName }]),
          ),
        ),
        ALLOWED_ORIGINS: isTerraform(allowedOrigins)
          ? expression`jsonencode(${allowedOrigins})`
          : JSON.stringify(allowedOrigins),
        MAX_BODY_BYTES: String(maxBodyBytes),
        ...(putTimeoutSeconds !== undefined && { PUT_TIMEOUT_SECONDS: String(putTimeoutSeconds) }),
      },
      variablesProp: "sources",
    });
    this.sources = props.sources;
    this.allowedOrigins = allowedOrigins;
    this.maxBodyBytes = maxBodyBytes;
    this.allowPutRecords(props);
  }

  private allowPutRecords({ sources, rolePath, ...location }: IngestFunctionProps): void {
    const arns = new Arns(location);
    const streams = sources.map(({ streamName }) => arns.deliveryStream(streamName));
    new IamRolePolicy(this, "put-records", {
      name: "put-records",
      role: holder(this.role),
      ...(rolePath !== undefined && { lifecycle: { createBeforeDestroy: true } }), // requests need one at all times
      policy: policyDocument(allow("PutRecords", "firehose:PutRecordBatch", streams)),
    });
  }
}
