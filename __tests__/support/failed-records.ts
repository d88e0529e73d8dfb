/** The fields of a failed record that Firehose writes beside its raw data. */
const FIELDS = {
  attemptsMade: 4,
  arrivalTimestamp: Date.parse("2026-11-20T12:30:00Z"),
  errorCode: "Lambda.FunctionError",
  errorMessage: "it threw",
  attemptEndingTimestamp: Date.parse("2026-11-20T12:31:00Z"),
  lambdaArn: "arn",
};

/** A record that the transform failed: text or bytes as they are, anything else as JSON. */
export const processingFailed = (raw: unknown, fields: object = {}): object => ({
  ...FIELDS,
  rawData: base64(raw),
  ...fields,
});

/** A record whose lines could not become Parquet. */
export const conversionFailed = (lines: string, fields: object = {}): object => ({
  attemptsMade: 1,
  arrivalTimestamp: FIELDS.arrivalTimestamp,
  lastErrorCode: "DataFormatConversion.ParseError",
  lastErrorMessage: "it could not be read",
  sequenceNumber: "1",
  dataCatalogTable: { tableName: "any" },
  rawData: base64(lines),
  ...fields,
});

export const base64 = (raw: unknown): string =>
  Buffer.from(typeof raw === "string" || Buffer.isBuffer(raw) ? raw : JSON.stringify(raw)).toString("base64");
