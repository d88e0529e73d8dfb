import { type IngestionMode, INGESTION_MODES, STORAGE_FORMATS, type StorageFormat } from "../basics/choices";
import { FRESHNESS, type Freshness } from "../basics/freshness";
import type { PipelineOptions } from "../constructs/pipeline-options";

/** What else a module can have, each with variables of its own. */
export const EXTRAS = [
  "events-expiration",
  "infrequent-access",
  "copy",
  "lake",
  "domain",
  "notification-email",
  "silence",
] as const;
/** One of them. */
export type Extra = (typeof EXTRAS)[number];

/** What a module can be given instead of making it. */
export const EXISTING = [
  "key",
  "bucket",
  "results-bucket",
  "database",
  "workgroup",
  "delivery-role",
  "ingest-role",
] as const;
/** One of them. */
export type Existing = (typeof EXISTING)[number];

/** How much is watched. */
export const MONITORING = ["full", "essential", "off"] as const;
/** Web pages of how many other origins may post. */
export const ORIGINS = ["one", "several", "every"] as const;
export { FRESHNESS, INGESTION_MODES, STORAGE_FORMATS };

/** What is decided when the module is made: Terraform's variables can't add or leave out what these do. */
export interface ShapeOptions {
  /** @default "firehose" */
  readonly ingestion?: IngestionMode;
  /** @default "json" */
  readonly format?: StorageFormat;
  /** Decides the wait for the transform, and the default of the other. @default "minutes" */
  readonly freshness?: Freshness;
  /** @default "full" */
  readonly monitoring?: (typeof MONITORING)[number];
  /** @default none */
  readonly origins?: (typeof ORIGINS)[number];
  /** Keep the raw records, too. @default false */
  readonly sourceBackup?: boolean;
  /** Refuse to destroy what holds data: Terraform takes no variable for it. @default true */
  readonly protectData?: boolean;
  /** @default none */
  readonly with?: readonly Extra[];
  /** @default none */
  readonly existing?: readonly Existing[];
  /** Any other option of a pipeline, as a value that stays. @default none */
  readonly fixed?: Partial<PipelineOptions>;
}

/** The same, with what was left out. */
export interface ModuleShape extends Required<Omit<ShapeOptions, "with" | "existing" | "origins">> {
  readonly origins: ShapeOptions["origins"];
  readonly has: (extra: Extra) => boolean;
  readonly exists: (what: Existing) => boolean;
}

/** @throws Error naming options that exclude one another */
export function shapeOf(options: ShapeOptions): ModuleShape {
  const { with: extras = [], existing = [], origins } = options;
  const shape: ModuleShape = {
    ingestion: options.ingestion ?? "firehose",
    format: options.format ?? "json",
    freshness: options.freshness ?? "minutes",
    monitoring: options.monitoring ?? "full",
    sourceBackup: options.sourceBackup ?? false,
    protectData: options.protectData ?? true,
    fixed: options.fixed ?? {},
    origins,
    has: (extra) => extras.includes(extra),
    exists: (what) => existing.includes(what),
  };
  for (const extra of ["notification-email", "silence"] as const)
    if (shape.monitoring === "off" && shape.has(extra))
      throw new Error(`\`--with ${extra}\` must be left out with \`--monitoring off\`: nothing is watched`);
  for (const extra of ["events-expiration", "infrequent-access", "copy"] as const)
    if (shape.exists("bucket") && shape.has(extra))
      throw new Error(`\`--with ${extra}\` must be left out with \`--existing bucket\`: its owner decides that`);
  if (shape.exists("ingest-role") && shape.ingestion === "lambda")
    throw new Error("`--existing ingest-role` must be left out with `--ingestion lambda`: a function puts the records");
  return shape;
}
