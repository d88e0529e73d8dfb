import path from "node:path";
import { eventTypes } from "../__tests__/support/restaurant";
import { writeFiles } from "../basics/files";
import { bundleHandlers } from "../handlers/bundle";
import { layOutModule, ownFiles } from "../module/lay-out";
import { type ShapeOptions, shapeOf } from "../module/shape";
import { synthesizePipeline } from "../module/synthesize";
import { type Variable, variablesOf } from "../module/variables";

type Values = Readonly<Record<string, unknown>>;

/** As long as a name may be, so that buckets and streams end in a hash. */
const LONGEST_NAME = "restaurants-of-all-countries";

/** Modules of different shapes, each called with these values; what is not named is the examples'. */
const CASES: Readonly<Record<string, { readonly shape: ShapeOptions; readonly calls: readonly Values[] }>> = {
  least: {
    shape: { monitoring: "off", protectData: false },
    calls: [{ region: "us-east-1" }, { name: "clicks-west", region: "us-west-2" }],
  },
  usual: { shape: { origins: "one" }, calls: [{}, { name: LONGEST_NAME, region: "cn-northwest-1" }] },
  everything: {
    shape: {
      ingestion: "lambda",
      format: "parquet",
      freshness: "seconds",
      origins: "several",
      sourceBackup: true,
      with: ["events-expiration", "infrequent-access", "copy", "lake", "domain", "notification-email", "silence"],
      fixed: { apiKeys: ["till"], waf: {} },
    },
    calls: [{}, { name: LONGEST_NAME, buffering_size_mib: 1 }],
  },
  brought: {
    shape: {
      origins: "every",
      monitoring: "essential",
      existing: ["key", "bucket", "results-bucket", "database", "delivery-role", "ingest-role"],
    },
    calls: [
      {},
      { name: LONGEST_NAME, region: "us-gov-west-1", key_arn: "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/k" },
    ],
  },
};

/**
 * Writes for each case a module and, for each call of it, its values and the constructs' own tree with the same values:
 * `node run.mjs .ci/module-trees.ts FOLDER`
 */
export async function main(): Promise<void> {
  const [outdir = ""] = process.argv.slice(2);
  const handlerBundles = await bundleHandlers({ eventTypes, outDir: path.resolve(outdir, "handlers") });
  for (const [name, { shape: options, calls }] of Object.entries(CASES)) {
    const shape = shapeOf(options);
    const variables = variablesOf(shape);
    writeFiles(path.join(outdir, name, "module"), layOutModule({ eventTypes, handlerBundles }, options));
    for (const [index, call] of calls.entries()) {
      const folder = path.join(outdir, name, `call-${index}`);
      const values = Object.fromEntries(variables.map((each) => [each.name, call[each.name] ?? other(each, index)]));
      const synthesized = synthesizePipeline(
        { eventTypes, handlerBundles },
        shape,
        variables.map((each) => [each.prop, values[each.name]]),
      );
      writeFiles(folder, new Map([...ownFiles(synthesized, shape), ["values.json", JSON.stringify(values)]]));
      synthesized.dispose();
    }
  }
}

/** The example or the default; for every second call another number. */
function other({ name, default: value, example }: Variable, index: number): unknown {
  if (name === "log_retention_days" && index === 1) return 14;
  return index === 1 && typeof value === "number" ? value - 1 : (example ?? value);
}
