// @internal
/** How Glue says that objects are JSON lines: https://docs.aws.amazon.com/athena/latest/ug/openx-json-serde.html */
export const JSON_LINES = {
  formats: {
    inputFormat: "org.apache.hadoop.mapred.TextInputFormat",
    outputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
  },
  serDe: "org.openx.data.jsonserde.JsonSerDe",
} as const;
