import type { PriceName } from "./prices";

/** AWS's services as the bill groups them, in the order in which they are listed. */
export const SERVICES = [
  "API Gateway",
  "WAF",
  "Firehose",
  "Lambda",
  "S3",
  "Data transfer",
  "KMS",
  "Glue",
  "Athena",
  "Step Functions",
  "EventBridge Scheduler",
  "CloudWatch",
  "X-Ray",
  "SNS",
  "QuickSight",
] as const;
export type Service = (typeof SERVICES)[number];

/** A line of the bill before it is priced. */
export interface Usage {
  readonly service: Service;
  /** What is billed, like "requests". */
  readonly item: string;
  readonly price: PriceName;
  /** In the price's unit. */
  readonly quantity: number;
  /** Where the quantity comes from, with its numbers. */
  readonly formula: string;
  /** Whether it is paid for questions or for the upkeep of what they read. @default neither */
  readonly part?: "questions" | "upkeep";
}

/** A number as formulas show it: whole ones grouped, others to six places. */
export const figure = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 6 });

/** A number with what it counts, in the plural where there are more. Units of bytes have none. */
export const counted = (value: number, unit: string): string =>
  `${figure(value)} ${unit}${value === 1 || unit.endsWith("B") ? "" : "s"}`;

/** Several numbers as the sum that they make. */
export const sumOf = (values: readonly (string | number)[]): string =>
  values.map((value) => (typeof value === "number" ? figure(value) : value)).join(" + ");
