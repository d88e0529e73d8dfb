// @internal
import {
  DEFAULT_MAX_BODY_BYTES,
  REQUEST_CONTENT_TYPES,
  RETRY_AFTER_SECONDS,
  tooLargeReason,
  UNSUPPORTED_REASON,
} from "../../declaration/edge";

/**
 * What the ingest API answers and sends, as API Gateway's mapping templates. The integration's are VTL, kept to what API
 * Gateway and velocityjs agree on: no quotes within quotes, no methods of strings. The gateway's own know variables only.
 */

/** A template by the content type of the request or the answer. */
export type Templates = Record<string, string>;

/** The body, whatever it is, as one record of the stream. */
export function putRecordTemplates(streamName: string): Templates {
  const template = `{"DeliveryStreamName":"${streamName}","Record":{"Data":"$util.base64Encode($input.body)"}}`;
  return Object.fromEntries(REQUEST_CONTENT_TYPES.map((contentType) => [contentType, template]));
}

/** The same templates with VTL before each: it must write nothing but lines of blanks. */
export function behind(vtl: string, templates: Templates): Templates {
  return Object.fromEntries(Object.entries(templates).map(([contentType, template]) => [contentType, vtl + template]));
}

/** Firehose took the record. */
export const ACCEPTED_TEMPLATES: Templates = { "application/json": `{"recordId":"$input.path('$.RecordId')"}` };

const TOO_LARGE = errorBody("Request body too large", tooLargeReason(DEFAULT_MAX_BODY_BYTES));

/** Firehose's endpoint found the request too large to look at; it need not say so in JSON. */
export const TOO_LARGE_TEMPLATES: Templates = { "application/json": TOO_LARGE };

/**
 * How Firehose names a request that it can never take. Of what a route sends, the record alone is the client's, and it is valid
 * base64 whatever the body: that leaves its size, which Firehose refuses in other words when it is far over the 1,000 KiB.
 */
const NEVER_TAKEN = [
  "ValidationException",
  "InvalidArgumentException",
  "SerializationException",
  "RequestEntityTooLargeException",
];

/**
 * Firehose refused. What is too large is the client's fault, and sending it again would help nobody; its other 4xx are a missing
 * stream, a denied role or a disabled key, and telling the client 4xx would make it throw the events away.
 */
export const REFUSED_TEMPLATES: Templates = {
  "application/json": [
    "#set($type = $input.path('$.__type'))",
    `#if(${NEVER_TAKEN.map((type) => `$type == "${type}"`).join(" || ")})`,
    "#set($context.responseOverride.status = 413)",
    TOO_LARGE,
    "#else",
    `#set($context.responseOverride.header.Retry-After = "${RETRY_AFTER_SECONDS}")`,
    errorBody("Service unavailable", "Nothing was stored; send it again"),
    "#end",
  ].join("\n"),
};

/** An answer that API Gateway gives by itself. */
export interface GatewayAnswer {
  /** API Gateway's name of what happened: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
  readonly responseType: string;
  /** @default the status of what happened */
  readonly statusCode?: string;
  readonly body: string;
  /** Say when to send again. @default false */
  readonly retry?: boolean;
}

/** With IAM, API Gateway says of a request without a signature what it says of a path that isn't there. */
export const UNSIGNED_ANSWER = errorBody(
  "Missing Authentication Token",
  "No such path or method, or the request is not signed",
);

/**
 * What API Gateway answers by itself, in the same shape as the integration's answers.
 * @param maxBodyBytes largest body that is taken behind it, far below its own 10 MB. @default that of a Firehose record
 */
export const gatewayAnswers = (maxBodyBytes: number = DEFAULT_MAX_BODY_BYTES): readonly GatewayAnswer[] => [
  own("BAD_REQUEST_BODY", "400", "Invalid request body", "$context.error.validationErrorString"),
  own("UNSUPPORTED_MEDIA_TYPE", "415", "Unsupported media type", UNSUPPORTED_REASON),
  own("REQUEST_TOO_LARGE", "413", "Request body too large", tooLargeReason(maxBodyBytes)),
  own("MISSING_AUTHENTICATION_TOKEN", "403", "Missing Authentication Token", "No such path or method"),
  { ...own("THROTTLED", "429", "Too many requests", "Nothing was stored; send it again"), retry: true },
  // A function that crashed, or found no free execution, ends in the last one. They keep to themselves what is behind.
  ...["INTEGRATION_FAILURE", "INTEGRATION_TIMEOUT", "API_CONFIGURATION_ERROR", "DEFAULT_5XX"].map((responseType) => ({
    ...own(responseType, "503", "Service unavailable", "It may not have been stored; send it again"),
    retry: true,
  })),
  // messageString brings its own quotes.
  {
    responseType: "DEFAULT_4XX",
    body: `{"message":$context.error.messageString,"reason":"$context.error.responseType","requestId":"$context.requestId"}`,
  },
];

const own = (responseType: string, statusCode: string, message: string, reason: string): GatewayAnswer => ({
  responseType,
  statusCode,
  body: errorBody(message, reason),
});

/** The shape of every refusal. */
function errorBody(message: string, reason: string): string {
  return `{"message":"${message}","reason":"${reason}","requestId":"$context.requestId"}`;
}
