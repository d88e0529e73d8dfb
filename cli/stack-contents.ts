import { readFileSync } from "node:fs";
import path from "node:path";
import type { SynthesizedStack } from "./environment";

/** Types whose destruction loses what clients sent, by the argument that names one. */
const DATA_TYPES: Readonly<Record<string, string>> = { aws_s3_bucket: "bucket", aws_kms_key: "description" };

interface Resource {
  readonly lifecycle?: { readonly prevent_destroy?: boolean };
  readonly force_destroy?: boolean;
  readonly [argument: string]: unknown;
}
interface StackJson {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Resource>>>>;
}

/** What a stack holds, as far as destroying it matters. */
export interface Contents {
  readonly resources: number;
  /** Buckets and keys that go with everything in them. */
  readonly data: readonly string[];
  /** Those that Terraform refuses to destroy. */
  readonly protectedData: readonly string[];
}

export function contentsOf(stack: SynthesizedStack, cdktfOut: string): Contents {
  const { resource = {} } = JSON.parse(
    readFileSync(path.resolve(cdktfOut, "stacks", stack.name, "cdk.tf.json"), "utf8"),
  ) as StackJson;
  const holding = Object.entries(DATA_TYPES).flatMap(([type, argument]) =>
    Object.values(resource[type] ?? {}).map((each) => ({
      name: `${type} ${String(each[argument])}`,
      isProtected: each.lifecycle?.prevent_destroy === true,
    })),
  );
  return {
    resources: Object.values(resource).reduce((sum, byName) => sum + Object.keys(byName).length, 0),
    data: holding.filter(({ isProtected }) => !isProtected).map(({ name }) => name),
    protectedData: holding.filter(({ isProtected }) => isProtected).map(({ name }) => name),
  };
}

/** The same stack with nothing protected, and with buckets that go with their objects. */
export function unprotect(stack: unknown): unknown {
  const json = structuredClone(stack) as {
    resource?: Record<string, Record<string, { lifecycle?: { prevent_destroy?: boolean }; force_destroy?: boolean }>>;
  };
  for (const [type, byName] of Object.entries(json.resource ?? {})) {
    for (const resource of Object.values(byName)) {
      if (resource.lifecycle?.prevent_destroy !== undefined) resource.lifecycle.prevent_destroy = false;
      if (type === "aws_s3_bucket" && resource.force_destroy !== undefined) resource.force_destroy = true;
    }
  }
  return json;
}
