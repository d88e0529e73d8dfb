import { FirehoseService } from "../../../emulation/firehose/service";
import { LambdaService } from "../../../emulation/lambda/service";
import { ObjectStore } from "../../../emulation/s3/store";
import { base64, clicks } from "../../support/stream";
import { temporaryFolder } from "../../support/tree";

const services: FirehoseService[] = [];
afterEach(async () => {
  for (const service of services.splice(0)) await service.close();
});

async function firehose(model = clicks({ transform: undefined })): Promise<FirehoseService> {
  const folder = temporaryFolder();
  const lambda = await LambdaService.open([], `${folder}/lambda`, process.stderr, () => ({}));
  const service = await FirehoseService.open([model], {
    store: new ObjectStore(`${folder}/s3`),
    lambda,
    warn: () => undefined,
    onDelivery: () => undefined,
    folderOf: (name) => `${folder}/${name}`,
  });
  services.push(service);
  return service;
}

const put = (data: unknown, name: unknown = "clicks"): string =>
  JSON.stringify({ DeliveryStreamName: name, Record: { Data: data } });

test("a record of exactly 1,000 KiB is taken, one byte more is refused as Firehose does", async () => {
  const service = await firehose();
  expect(await service.api.call("PutRecord", put(base64("x".repeat(1_024_000))))).toMatchObject({
    status: 200,
    body: expect.stringMatching(/^\{"RecordId":"\d{56}","Encrypted":true\}$/) as string,
  });
  const refused = await service.api.call("PutRecord", put(base64("x".repeat(1_024_001))));
  expect(refused.status).toBe(400);
  expect(JSON.parse(refused.body)).toMatchObject({
    __type: "ValidationException",
    message: expect.stringContaining("less than or equal to 1024000") as string,
  });
  expect(service.status.buffered).toBe(1);
});

test.each([
  ["no JSON", "{", "SerializationException"],
  ["null", "null", "ValidationException"],
  ["no record", '{"DeliveryStreamName":"clicks"}', "ValidationException"],
  ["a record that is null", '{"DeliveryStreamName":"clicks","Record":null}', "ValidationException"],
  ["data that is no text", put(7), "ValidationException"],
  ["data that is not base64", put("{}"), "SerializationException"],
  ["data that is cut short", put("YWJ"), "SerializationException"],
  ["a stream that isn't there", put("YQ==", "other"), "ResourceNotFoundException"],
])("a call with %s is answered with Firehose's own error and stores nothing", async (_, body, type) => {
  const service = await firehose();
  const answer = await service.api.call("PutRecord", body);
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body)).toMatchObject({ __type: type });
  expect(service.status.buffered).toBe(0);
});

test("a stream whose function isn't there stops the start and is named", async () => {
  await expect(firehose(clicks())).rejects.toThrow(
    "delivery stream clicks: its transform arn:aws:lambda:eu-west-1:111122223333:function:transform is no function of this environment",
  );
});
