/** What a check counted when it last held, and on which day (UTC). */
export interface ProofRecord {
  readonly date: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** The last record of each check; what never held has none. */
export type ProofRecords = Readonly<Partial<Record<Check, ProofRecord>>>;

interface Proof {
  /** What README.md promises. */
  readonly promise: string;
  /** Who says so: an engine that nobody here wrote, where there is one. */
  readonly engine: string;
  readonly command: string;
}

/** The checks that record what they counted, by name. */
export const CHECKS = {
  faults: {
    promise: "What is answered 200 is stored, once",
    engine: "the local run in processes that are killed, out of disk, throttled; objects read past it",
    command: "npm run faults",
  },
  fuzz: {
    promise: "Nobody who sends anything brings it down, or costs others their events",
    engine: "the local run behind raw sockets; property tests (fast-check)",
    command: "npm run fuzz",
  },
  corpora: {
    promise: "An event is not changed on its way",
    engine: "two public corpora; DuckDB reads what is stored",
    command: "npm run fuzz -- --corpora",
  },
  java: {
    promise: "The edge answers as API Gateway does",
    engine: "Apache Velocity 1.7 and 2.4.1; json-schema-validator 2.2.14",
    command: "npm run test:java",
  },
  bundles: {
    promise: "The handlers do in Lambda what they do here",
    engine: "MiniStack's Firehose and Lambda",
    command: "python3 .ci/bundles",
  },
  contracts: {
    promise: "A change that the contract diff lets pass changes no answer",
    engine: "random declarations and changes of them; DuckDB reads JSON and Parquet",
    command: "npm run test:sequences",
  },
  trino: {
    promise: "The query answers",
    engine: "Trino 476 over a Glue catalog and S3",
    command: "npm run test:trino",
  },
  policies: {
    promise: "Least privilege",
    engine: "an evaluator of policies that is written here, cross-checked; mutants of each policy",
    command: "npm run test:policies",
  },
  integration: {
    promise: "Deployable, a second plan is empty, destroyable",
    engine: "Terraform and the AWS provider on MiniStack",
    command: "npm run test:integration",
  },
  module: {
    promise: "The Terraform module plans what the constructs plan",
    engine: "Terraform and the AWS provider",
    command: "npm run test:module",
  },
  upgrade: {
    promise: "A state of the version before goes on with this one, and what holds data stays",
    engine: "Terraform and the AWS provider on MiniStack",
    command: "npm run test:upgrade",
  },
  schema: {
    promise: "The provider that is locked takes it",
    engine: "the bindings' declarations, made from the schema of that provider",
    command: "npm run test:schema",
  },
} as const satisfies Readonly<Record<string, Proof>>;
export type Check = keyof typeof CHECKS;

/** What no check here can show. */
const NOT_SHOWN = [
  "**No AWS account has seen any of it.** Nothing was deployed, nothing was charged; every engine above is an emulation or a part of what AWS is made of, and which versions AWS runs is not documented.",
  "Erasing: `clickstream erase` and `replay` are held by `npm test` against a store and an Athena that are emulated here, by no other engine.",
  "QuickSight: its definition is held against the provider's schema; no dashboard was drawn. WAF, X-Ray, CloudWatch's alarms and metrics, SNS, replication and KMS were planned and applied on an emulator, never seen to act.",
  "API Gateway itself: its limits, its time-outs, its own wording of a refusal, how it reads a byte order mark, a header's case or a number beyond a double. Its direct call of Firehose is emulated by this project alone.",
  "Firehose itself: buffering, retries, the prefixes' time, Parquet conversion, throttling, what it writes of failed records are emulated by its documents.",
  "Athena: Trino 476 stands for its engine 3, which AWS builds and patches itself; bytes scanned, workgroup limits and costs are not shown.",
  "IAM: policies were decided by an evaluator that knows the operators and keys that stand in them, with requests written by AWS's documents.",
  "Speed and cost on AWS: `npm run bench` measures this machine; `clickstream cost` multiplies list prices.",
];

/** The page: each promise with who holds it, how to see it, what was counted and when. */
export function proofPage(records: ProofRecords): string {
  const rows = (Object.keys(CHECKS) as Check[]).map((check) => {
    const { promise, engine, command } = CHECKS[check];
    const record = records[check];
    const [seen, date] = record === undefined ? ["not recorded", "–"] : [countsText(record.counts), record.date];
    return `| ${promise} | ${engine} | \`${command}\` | ${seen} | ${date} |`;
  });
  return `# Proof

What the README promises, who holds it to that, and what was counted when it last held. Each command ends with 1 when something is not so, and with 77 where it
could see nothing, since an engine can't be had. \`RECORD_PROOF=1\` before a command writes what it counted into [proof.json](proof.json) when all of it
held; \`npm run docs -- --write\` makes this page of it.

| promise | held by | command | counted | on |
|---|---|---|---|---|
${rows.join("\n")}

Beside these stand \`npm test\` and what else \`.ci/run\` runs, on every change.

## What nothing here has shown

${NOT_SHOWN.map((each) => `- ${each}`).join("\n")}
`;
}

const countsText = (counts: ProofRecord["counts"]): string =>
  Object.entries(counts)
    .map(([what, count]) => `${count.toLocaleString("en-US")} ${what}`)
    .join(", ");
