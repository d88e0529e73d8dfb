// @internal
import { PARTITION_KEY } from "../../declaration/columns";
import { FIRST_HOUR } from "../../declaration/hours";

/** A partition key whose values are known beforehand. */
export interface EnumKey {
  readonly name: string;
  readonly values: readonly string[];
}

/**
 * A Glue table's parameters that make its partitions known without a crawler: a folder for each value of the keys, then one for each
 * hour. https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
 * @param location the table's, with its trailing slash
 * @param keys whose folders lie above the hours, in this order
 */
export function hourlyProjection(location: string, keys: readonly EnumKey[] = []): Record<string, string> {
  const folders = [...keys.map(({ name }) => name), PARTITION_KEY].map((name) => `$\${${name}}/`); // $${…} is how Terraform writes a literal ${…}
  const enums = keys.flatMap(
    ({ name, values }) =>
      [
        [`projection.${name}.type`, "enum"],
        [`projection.${name}.values`, values.join(",")],
      ] as const,
  );
  return {
    "projection.enabled": "true",
    ...Object.fromEntries(enums),
    [`projection.${PARTITION_KEY}.type`]: "date",
    [`projection.${PARTITION_KEY}.format`]: "yyyy/MM/dd/HH",
    [`projection.${PARTITION_KEY}.range`]: `${FIRST_HOUR},NOW`,
    [`projection.${PARTITION_KEY}.interval`]: "1",
    [`projection.${PARTITION_KEY}.interval.unit`]: "HOURS",
    "storage.location.template": location + folders.join(""),
  };
}

/** Glue's longest description: https://docs.aws.amazon.com/glue/latest/webapi/API_Table.html */
const LONGEST_DESCRIPTION = 2048;
/** LIST requests for the hours of a year. */
const YEARLY_LISTS = 8766;
/** https://aws.amazon.com/s3/pricing/, us-east-1 */
const DOLLARS_PER_LIST = 0.005 / 1000;

/** A table's description, with what an analyst must know before asking it. @param folders that each hour has */
export function describedWithCost(description: string, folders = 1): string {
  const lists = YEARLY_LISTS * folders;
  const dollars = (lists * DOLLARS_PER_LIST).toFixed(2);
  const cost = ` Filter on ${PARTITION_KEY}: without it a query lists every hour since 2021, ${lists} LIST requests (${dollars} USD) for each year since then, and takes minutes; the scan limit does not end that.`;
  return `${description.replace(/\.?$/, ".").slice(0, LONGEST_DESCRIPTION - cost.length)}${cost}`;
}
