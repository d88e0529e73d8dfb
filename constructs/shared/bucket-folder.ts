import { isReference, type Rule, text } from "./validate";

/** Where in its bucket a pipeline's objects lie. */
export interface BucketFolder {
  /**
   * The folder of the bucket below which all objects of the pipeline lie, with its trailing slash, like `"shop/"`: two pipelines have one bucket
   * then. @default none: the bucket's own folders `clickstream-data/`, `clickstream-parquet/`, `errors/`, `clickstream-source/` and `replay/`
   */
  readonly prefix?: string;
}

const folder = text(
  /^(?=.{1,128}$)([A-Za-z0-9][A-Za-z0-9._-]*\/)+$/,
  'folders of letters, digits, dots, hyphens and underscores, each beginning with a letter or digit and ending with "/", at most 128 characters',
);

/** What Firehose, Glue and IAM take as it stands, and tables don't skip: a folder that begins with `_` or `.` is none to them. */
export const bucketFolder: Rule = (prop, value) => {
  if (isReference(value))
    throw new Error(`\`${prop}\` must be plain text, got a reference: whether it meets another's is seen at synthesis`);
  folder(prop, value);
};
