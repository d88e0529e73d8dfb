import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { loadStreams } from "../../../emulation/firehose/model";
import { compilePrefix } from "../../../emulation/firehose/prefix";
import { filesIn } from "../../support/local";
import { answering, base64, clicks, Lab } from "../../support/stream";
import { treeOf } from "../../support/tree";

const keepingSource = () =>
  clicks({ sourceBackup: { bucket: "events", prefix: compilePrefix("source/clicks/", "data"), compression: "GZIP" } });
const kept = (lab: Lab): readonly string[] => filesIn(lab.bucket).filter((file) => file.startsWith("source/"));
const textsOf = (lab: Lab): readonly string[] =>
  kept(lab).map((file) => gunzipSync(readFileSync(path.join(lab.bucket, file))).toString("utf8"));

test("records are kept as they came, by the hour, whatever the transform makes of them", async () => {
  const lab = new Lab();
  const failing = answering(({ data }) =>
    Buffer.from(data, "base64").toString() === "{}"
      ? { result: "ProcessingFailed" }
      : { data: base64('{"changed":true}\n') },
  );
  const stream = await lab.stream(keepingSource(), failing);
  for (const raw of ['{"a":1}', "{}", "[ ]", "no JSON\n"]) await stream.put(base64(raw));
  await stream.flush();
  expect(textsOf(lab)).toEqual(['{"a":1}{}[ ]no JSON\n']);
  expect(kept(lab)[0]).toMatch(/^source\/clicks\/\d{4}\/\d\d\/\d\d\/\d\d\/clicks-1-.+\.gz$/);
});

test("a delivery that fails after its records were kept, and is done again, keeps them once", async () => {
  const lab = new Lab();
  const stream = await lab.stream(keepingSource());
  const inTheWay = path.join(lab.bucket, "clicks");
  mkdirSync(lab.bucket, { recursive: true });
  writeFileSync(inTheWay, "");
  await stream.put(base64("{}"));
  await expect(stream.flush()).rejects.toThrow(/EEXIST|ENOTDIR/);
  expect(textsOf(lab)).toEqual(["{}"]);
  rmSync(inTheWay);
  await stream.flush();
  expect(textsOf(lab)).toEqual(["{}"]);
  expect(lab.keys).toHaveLength(2);
});

const stream = (s3: object) => () =>
  loadStreams(
    treeOf({
      aws_kinesis_firehose_delivery_stream: {
        clicks: {
          name: "clicks",
          destination: "extended_s3",
          extended_s3_configuration: {
            bucket_arn: "arn:aws:s3:::events",
            error_output_prefix: "errors/!{firehose:error-output-type}/",
            buffering_size: 2,
            buffering_interval: 60,
            ...s3,
          },
        },
      },
    }),
  );
const backup = (over: object = {}) => ({
  s3_backup_mode: "Enabled",
  s3_backup_configuration: { bucket_arn: "arn:aws:s3:::events", buffering_size: 2, buffering_interval: 60, ...over },
});

test("a stream keeps records only where its backup is enabled", () => {
  expect(stream(backup({ prefix: "source/", compression_format: "GZIP" }))()).toMatchObject([
    { sourceBackup: { bucket: "events", compression: "GZIP" } },
  ]);
  expect(stream({ ...backup(), s3_backup_mode: "Disabled" })()).toMatchObject([{ sourceBackup: undefined }]);
});

test.each([
  [{ s3_backup_mode: "Sometimes" }, 's3_backup_mode must be Enabled or Disabled, got "Sometimes"'],
  [{ s3_backup_mode: "Enabled" }, "s3_backup_configuration is missing; it must be a block"],
  [
    backup({ compression_format: "ZIP" }),
    's3_backup_configuration.compression_format must be GZIP or UNCOMPRESSED to run here, got "ZIP"',
  ],
  [
    backup({ buffering_interval: 900 }),
    "s3_backup_configuration.buffering_interval must be the stream's own, 60, to run here, got 900",
  ],
  [
    backup({ prefix: "!{firehose:error-output-type}/" }),
    "s3_backup_configuration.prefix has the expression !{firehose:error-output-type}, which is not known in a prefix",
  ],
  [
    backup({ file_extension: ".json" }),
    'argument "extended_s3_configuration.s3_backup_configuration.file_extension" = ".json" is not known to the local run',
  ],
])("a backup that the local run can't do stops the start: %j", (s3, message) => {
  expect(stream(s3)).toThrow(message);
});
