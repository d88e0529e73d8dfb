import { writeFileSync } from "node:fs";
import path from "node:path";
import { Arguments } from "../../../emulation/tree/arguments";
import { type Resource, Tree } from "../../../emulation/tree/tree";
import { ACCOUNT_ID, REGION, remoteState, temporaryFolder, treeOf, writeTree } from "../../support/tree";

const only = (resources: readonly Resource[]): Resource => {
  const [resource] = resources;
  if (resource === undefined || resources.length > 1) throw new Error(`expected one resource, got ${resources.length}`);
  return resource;
};

/** The value of `value` in a resource `x` beside which the others stand. */
const resolved = (value: unknown, others: Record<string, unknown> = {}, data: Record<string, unknown> = {}): unknown =>
  only(treeOf({ ...others, test_thing: { x: { value } } }, { data }).resources("test_thing")).config.value;

describe("loading a synthesized tree", () => {
  test("a missing folder says in one line what is missing and what makes it", () => {
    const missing = path.join(temporaryFolder(), "cdktf.out");
    expect(() => Tree.load(missing, "dev")).toThrow(
      `${path.join(missing, "manifest.json")} cannot be read (ENOENT); \`cdktf synth\` makes it`,
    );
  });

  test("a manifest that is not JSON is named", () => {
    const out = temporaryFolder();
    writeFileSync(path.join(out, "manifest.json"), "{");
    expect(() => Tree.load(out, "dev")).toThrow("manifest.json is not JSON; `cdktf synth` makes it anew");
  });

  test("a stack file that is not JSON is named", () => {
    const out = writeTree({ "clickstream-dev-a": {} });
    writeFileSync(path.join(out, "stacks/clickstream-dev-a/cdk.tf.json"), "[]");
    expect(() => Tree.load(out, "dev")).toThrow(
      "clickstream-dev-a/cdk.tf.json is not a JSON object; `cdktf synth` makes it anew",
    );
  });

  test("an unknown environment is answered with those that exist, accounts left out", () => {
    const out = writeTree({
      "clickstream-dev-a": {},
      "clickstream-prod-a": {},
      "clickstream-account-000000000000-eu-west-1": {},
    });
    expect(() => Tree.load(out, "de")).toThrow('no stacks of environment "de"; there are dev, prod');
  });

  test("what a stack says of event types is a construct's where something of it stands there, and its own where several say it", () => {
    const bucket = (path: string): object => ({ "//": { metadata: { path } }, bucket: "x" });
    const out = writeTree({
      one: {
        "//": { eventTypes: { order: "a", left: "b", "order of one/bar/api": "c" } },
        resource: { aws_s3_bucket: { shop: bucket("one/shop/bucket"), bar: bucket("one/bar/bucket") } },
      },
      two: { "//": { eventTypes: { order: "d" } }, resource: { aws_s3_bucket: { shop: bucket("two/shop/bucket") } } },
    });
    const said = (construct?: string): readonly string[] => Tree.of(out, undefined, construct).comments("eventTypes");
    expect([said("one/shop"), said("one/bar"), said("two/shop"), said("one/b"), said()]).toEqual([
      ["a", "b"],
      ["c", "b"],
      ["d"],
      [],
      ["a", "b", "d"],
    ]);
  });

  test("only the asked environment's resources are seen, with what messages and asset paths need", () => {
    const out = writeTree({
      "clickstream-dev-a": { resource: { aws_s3_bucket: { one: { "//": { metadata: {} }, bucket: "dev-one" } } } },
      "clickstream-prod-a": { resource: { aws_s3_bucket: { one: { bucket: "prod-one" } } } },
    });
    const bucket = only(Tree.load(out, "dev").resources("aws_s3_bucket"));
    expect(bucket.address).toBe("clickstream-dev-a: aws_s3_bucket.one");
    expect(bucket.directory).toBe(path.join(out, "stacks/clickstream-dev-a"));
    expect(bucket.config).toEqual({ bucket: "dev-one" });
  });

  test("resources and data sources of one type stay apart", () => {
    const tree = treeOf({ aws_kms_key: { mine: {} } }, { data: { aws_kms_key: { theirs: { key_id: "k" } } } });
    expect(tree.resources("aws_kms_key").map(({ name }) => name)).toEqual(["mine"]);
    expect(tree.data("aws_kms_key").map(({ address }) => address)).toEqual([
      "clickstream-dev-one: data.aws_kms_key.theirs",
    ]);
  });
});

describe("references", () => {
  const bucket = { aws_s3_bucket: { b: { bucket: "events", tags: { "a b": "tag" }, rule: { days: [7, 30] } } } };

  test.each([
    ["an attribute keeps its type when it is the whole text", "${aws_s3_bucket.b.rule[0].days}", [7, 30]],
    ["an index counts into a list", "${aws_s3_bucket.b.rule[0].days[1]}", 30],
    ["a key in quotes is followed", '${aws_s3_bucket.b.tags["a b"]}', "tag"],
    [
      "inside longer text it becomes text",
      "s3://${aws_s3_bucket.b.bucket}/${aws_s3_bucket.b.rule.days[0]}/",
      "s3://events/7/",
    ],
    ["an attribute that AWS computes is made from the names", "${aws_s3_bucket.b.arn}:*", "arn:aws:s3:::events:*"],
    ["the account comes from the provider", "${data.aws_caller_identity.me.account_id}", ACCOUNT_ID],
    ["the region comes from the provider", "${data.aws_region.here.region}", REGION],
    ["path.module is the stack's folder", "${path.module}/x.zip", "./x.zip"],
    ["an escaped expression stays text", "year=$${datehour}/%%{x}", "year=${datehour}/%{x}"],
    [
      "dollars and braces of other languages are left alone",
      "$input.path('$.a') !{firehose:error-output-type} {$x}",
      "$input.path('$.a') !{firehose:error-output-type} {$x}",
    ],
  ])("%s", (_, written, value) => {
    expect(resolved(written, bucket, { aws_caller_identity: { me: {} }, aws_region: { here: {} } })).toEqual(value);
  });

  test("references are followed through resources and into nested blocks", () => {
    const others = { aws_iam_role: { r: { name: "${aws_s3_bucket.b.bucket}-role" } }, ...bucket };
    expect(resolved([{ deep: { role: "${aws_iam_role.r.arn}" } }], others)).toEqual([
      { deep: { role: `arn:aws:iam::${ACCOUNT_ID}:role/events-role` } },
    ]);
  });

  test("an output of another stack is found by where that stack keeps its state", () => {
    const out = writeTree({
      "clickstream-dev-delivery": {
        data: {
          terraform_remote_state: {
            "cross-stack-reference-input-clickstream-dev-storage": remoteState("clickstream-dev-storage"),
          },
        },
        resource: {
          test_thing: {
            x: {
              value:
                "${data.terraform_remote_state.cross-stack-reference-input-clickstream-dev-storage.outputs.cross-stack-output-aws_s3_bucketbarn}",
            },
          },
        },
      },
      "clickstream-dev-storage": {
        resource: { aws_s3_bucket: { b: { bucket: "events" } } },
        output: { "cross-stack-output-aws_s3_bucketbarn": { value: "${aws_s3_bucket.b.arn}", sensitive: true } },
      },
    });
    expect(only(Tree.load(out, "dev").resources("test_thing")).config.value).toBe("arn:aws:s3:::events");
  });

  test("a remote state that no stack keeps stops the load", () => {
    const data = { terraform_remote_state: { other: remoteState("clickstream-dev-elsewhere") } };
    expect(() => resolved("${data.terraform_remote_state.other.outputs.x}", {}, data)).toThrow(
      /test_thing\.x: \$\{data\.terraform_remote_state\.other\.outputs\.x\} no stack of this environment keeps its state at .*clickstream-dev-elsewhere/,
    );
  });

  test.each([
    [
      "a function",
      "a ${upper(aws_s3_bucket.b.arn)}",
      "test_thing.x: ${upper(aws_s3_bucket.b.arn)} is not known to the local run",
    ],
    [
      "an expression with braces and quotes of its own",
      '${{"a}" = 1}.a}',
      'test_thing.x: ${{"a}" = 1}.a} is not known',
    ],
    [
      "a resource that isn't there",
      "${aws_s3_bucket.gone.arn}",
      "test_thing.x: ${aws_s3_bucket.gone.arn} refers to nothing in stack clickstream-dev-one",
    ],
    [
      "an attribute that can't be worked out",
      "${aws_s3_bucket.b.hosted_zone_id}",
      "test_thing.x: ${aws_s3_bucket.b.hosted_zone_id} is an attribute that the local run can't work out",
    ],
    ["a directive", "%{if true}a%{endif}", "holds a template directive"],
    ["a list inside a text", "x${aws_s3_bucket.b.rule.days}", "is not a text, so it can't stand inside one"],
  ])("%s stops with the address and the expression", (_, written, message) => {
    expect(() => resolved(written, bucket)).toThrow(message);
  });

  test("a circle is an error, not an endless loop", () => {
    expect(() =>
      resolved("${aws_iam_role.a.name}", {
        aws_iam_role: { a: { name: "${aws_iam_role.b.name}" }, b: { name: "${aws_iam_role.a.name}" } },
      }),
    ).toThrow("${aws_iam_role.a.name} refers to itself");
  });

  test("an expression that nobody asks for does not matter", () => {
    const thing = only(
      treeOf({ test_thing: { x: { known: "yes", unknown: "${timestamp()}" } } }).resources("test_thing"),
    );
    expect(thing.config.known).toBe("yes");
    expect(() => thing.config.unknown).toThrow("${timestamp()}");
  });

  test("ids that AWS makes up are the same at each load and differ between resources", () => {
    const ids = () => {
      const tree = treeOf({ aws_api_gateway_resource: { a: {}, b: {} } });
      return tree.resources("aws_api_gateway_resource").map((resource) => tree.attribute(resource, "id"));
    };
    const [a, b] = ids();
    expect(ids()).toEqual([a, b]);
    expect(a).not.toBe(b);
    expect(a).toMatch(/^[a-z0-9]{10}$/);
  });

  test("a resource with another provider has that provider's region", () => {
    const provider = {
      aws: [
        { region: REGION, allowed_account_ids: [ACCOUNT_ID] },
        { alias: "backup", region: "us-gov-west-1", allowed_account_ids: [ACCOUNT_ID] },
      ],
    };
    const tree = treeOf({ aws_sns_topic: { t: { name: "alarms", provider: "aws.backup" } } }, { provider });
    expect(tree.attribute(only(tree.resources("aws_sns_topic")), "arn")).toBe(
      `arn:aws-us-gov:sns:us-gov-west-1:${ACCOUNT_ID}:alarms`,
    );
  });
});

describe("arguments", () => {
  const argumentsOf = (config: Record<string, unknown>): Arguments =>
    new Arguments(only(treeOf({ test_thing: { x: config } }).resources("test_thing")));
  const at = "clickstream-dev-one: test_thing.x";

  test("every kind is read as Terraform would take it", () => {
    const args = argumentsOf({
      s: "a",
      n: "5",
      b: "true",
      l: ["x"],
      m: { k: "v" },
      one: [{ s: "in" }],
      same: { s: "in" },
      many: [{ s: "1" }, { s: "2" }],
      nothing: null,
      lifecycle: {},
      depends_on: [],
    });
    expect([args.string("s"), args.number("n"), args.boolean("b"), args.strings("l"), args.stringMap("m")]).toEqual([
      "a",
      5,
      true,
      ["x"],
      { k: "v" },
    ]);
    expect([args.block("one").string("s"), args.block("same").string("s")]).toEqual(["in", "in"]);
    expect(args.blocks("many").map((block) => block.string("s"))).toEqual(["1", "2"]);
    expect([
      args.optionalString("gone"),
      args.optionalBlock("gone"),
      args.strings("gone"),
      args.stringMap("gone"),
      args.blocks("gone"),
    ]).toEqual([undefined, undefined, [], {}, []]);
    expect(() => {
      args.done();
    }).not.toThrow();
  });

  test("an argument that nobody read stops the run with its path and value, inside blocks too", () => {
    const args = argumentsOf({ known: 1, block: { list: [{ a: "1" }, { a: "2", more: { x: 1 } }] } });
    args.number("known");
    for (const item of args.block("block").blocks("list")) item.string("a");
    expect(() => {
      args.done();
    }).toThrow(
      `${at}: argument "block.list[1].more" = {"x":1} is not known to the local run; remove it, or teach emulation/ what it does`,
    );
  });

  test("an ignored argument may hold what can't be resolved", () => {
    const args = argumentsOf({ tags: { at: "${timestamp()}" } });
    expect(() => {
      args.ignore("tags").done();
    }).not.toThrow();
  });

  test.each<[string, Record<string, unknown>, (args: Arguments) => unknown, string]>([
    ["a missing text", {}, (args) => args.string("a"), "a is missing; it must be a string"],
    ["a wrong type", { a: ["x"] }, (args) => args.optionalString("a"), 'a must be a string, got ["x"]'],
    ["a text for a number", { a: "many" }, (args) => args.number("a"), 'a must be a number, got "many"'],
    ["a wrong item", { a: { k: 1 } }, (args) => args.stringMap("a"), "a.k must be a string, got 1"],
    ["two blocks where one belongs", { a: [{}, {}] }, (args) => args.block("a"), "a must be one block, got [{},{}]"],
    [
      "a refusal of the reader",
      { a: [{ b: "c" }] },
      (args) => args.block("a").fail("b", "is not for me"),
      "a.b is not for me",
    ],
  ])("%s names the address and the path", (_, config, read, message) => {
    expect(() => read(argumentsOf(config))).toThrow(`${at}: ${message}`);
  });
});
