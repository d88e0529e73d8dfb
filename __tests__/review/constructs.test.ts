import { Constructs } from "../../review/constructs";
import { writeTree } from "../support/tree";

const resource = (construct: string): object => ({ aws_s3_bucket: { x: { "//": { metadata: { path: construct } } } } });
const placeIn = (construct: string): object =>
  Constructs.load(writeTree({ shop: { resource: resource(construct) } })).placeOf({
    stack: "shop",
    address: "aws_s3_bucket.x",
    module: "",
    type: "aws_s3_bucket",
    name: "x",
  });

test("a reviewer sees the constructs that somebody named, not the ids that CDKTF leaves out of addresses", () => {
  expect(placeIn("shop/Default/events/bucket")).toEqual({ construct: "events", id: "bucket" });
  expect(placeIn("shop/Default")).toEqual({ construct: "", id: "Default" });
});
