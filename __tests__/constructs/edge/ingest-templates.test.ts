import { render } from "velocityjs";
import {
  ACCEPTED_TEMPLATES,
  gatewayAnswers,
  putRecordTemplates,
  REFUSED_TEMPLATES,
  TOO_LARGE_TEMPLATES,
} from "../../../constructs/edge/ingest-templates";

interface Override {
  status?: number;
  header: Record<string, string>;
}

/** Renders an answer's template on what Firehose answered. */
function answer(
  template: string | undefined,
  firehose: Readonly<Record<string, string>>,
): { body: unknown; override: Override } {
  const override: Override = { header: {} };
  const context = { requestId: "request-1", responseOverride: override };
  const input = { path: (expression: string) => firehose[expression.replace("$.", "")] };
  return { body: JSON.parse(render(template ?? "", { context, input })) as unknown, override };
}

test.each(["application/json", "text/plain"])(
  "a body of %s becomes one record as it is, whatever is in it",
  (contentType) => {
    const body = 'a "quoted" line\nand ünïcode, $input.body, #set($x = 1)';
    const util = { base64Encode: (text: string) => Buffer.from(text).toString("base64") };
    const sent = JSON.parse(
      render(putRecordTemplates("clicks")[contentType] ?? "", { util, input: { body } }),
    ) as Record<string, unknown>;
    expect(sent).toEqual({ DeliveryStreamName: "clicks", Record: { Data: Buffer.from(body).toString("base64") } });
  },
);

test("other content types have no template, so they can't get through", () => {
  expect(Object.keys(putRecordTemplates("clicks"))).toEqual(["application/json", "text/plain"]);
});

test("an accepted request is answered with its record's id", () => {
  expect(answer(ACCEPTED_TEMPLATES["application/json"], { RecordId: "r-1", Encrypted: "true" })).toEqual({
    body: { recordId: "r-1" },
    override: { header: {} },
  });
});

const TOO_LARGE = {
  message: "Request body too large",
  reason: "One request holds at most 1000 KiB; send less at a time",
  requestId: "request-1",
};

test.each([
  "ValidationException",
  "InvalidArgumentException",
  "SerializationException",
  "RequestEntityTooLargeException",
])("a record over Firehose's limit (%s) is the client's fault: 413, and nothing is said of a retry", (type) => {
  expect(answer(REFUSED_TEMPLATES["application/json"], { __type: type, message: "arn:aws:secret" })).toEqual({
    body: TOO_LARGE,
    override: { status: 413, header: {} },
  });
});

test("where Firehose answers 413 without JSON, its answer is not looked into", () => {
  const input = {
    path: () => {
      throw new Error("the body was read");
    },
  };
  const text = render(TOO_LARGE_TEMPLATES["application/json"] ?? "", { context: { requestId: "request-1" }, input });
  expect(JSON.parse(text)).toEqual(TOO_LARGE);
});

test.each([
  "ResourceNotFoundException",
  "InvalidKMSResourceException",
  "AccessDeniedException",
  "ServiceUnavailableException",
  "",
])("a service that is unavailable (%p) keeps 503 and asks for a retry, without Firehose's own words", (type) => {
  expect(answer(REFUSED_TEMPLATES["application/json"], { __type: type, message: "arn:aws:secret" })).toEqual({
    body: { message: "Service unavailable", reason: "Nothing was stored; send it again", requestId: "request-1" },
    override: { header: { "Retry-After": "5" } },
  });
});

test("whatever API Gateway answers by itself is JSON of the same shape", () => {
  for (const { body } of gatewayAnswers()) {
    const filled = body
      .replace("$context.error.messageString", '"Forbidden"')
      .replaceAll(/\$context\.[A-Za-z.]+/g, "value");
    expect(Object.keys(JSON.parse(filled) as object)).toEqual(["message", "reason", "requestId"]);
  }
});

test("every 5xx says when to send again, and a body that is too large what fits", () => {
  for (const { responseType, statusCode, retry } of gatewayAnswers())
    expect([responseType, retry ?? false]).toEqual([responseType, statusCode === "503" || statusCode === "429"]);
  const reason = (maxBodyBytes?: number): unknown => {
    const found = gatewayAnswers(maxBodyBytes).find(({ responseType }) => responseType === "REQUEST_TOO_LARGE");
    return (JSON.parse(found?.body ?? "{}") as Record<string, unknown>)["reason"];
  };
  expect(reason()).toBe(TOO_LARGE.reason);
  expect(reason(3_000_000)).toBe("One request holds at most 3000000 bytes; send less at a time");
});
