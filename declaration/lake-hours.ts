import { RECEIVED_AT } from "./columns";
import { beginningOf, given, hourOf, type IcebergTable, momentOf, quoted, slot } from "./iceberg";
import { daysOfOneStep, type Lake } from "./lake";

/** An object of an hour is there a day and its buffers later at the latest: Firehose retries for 24 hours. */
const LATEST_OBJECT_HOURS = 26;

/** The hours whose objects may not have been there when the last run began that succeeded. */
const LAST_RUN = `date_trunc('hour', CAST(from_iso8601_timestamp(json_extract_scalar('${slot("last")}', '$[0]')) AS timestamp)) - INTERVAL '${LATEST_OBJECT_HOURS}' HOUR`;
const NEXT = momentOf(hourOf("current_timestamp + INTERVAL '1' HOUR"));

/**
 * The hours that the next step takes, from the first up to but without the last, whether there are more behind them, the first day that
 * is made compact, and whether they are merged or only rolled up. It goes on where the last step ended (`from`); else it begins with the
 * hours whose objects may not have been there when the last run began that succeeded (`last`, a JSON list of one moment or none), or
 * before those with the hour that was asked for (`since`); where none succeeded yet, with that hour, or with the first that there can be.
 * @param rollup the table of hourly figures: where it ends before those hours, as a new one does, it is made up first
 */
export function hoursSql(lake: Lake, rollup?: IcebergTable): string {
  const beginning = beginningOf(lake.expirationDays);
  const merged = `least(coalesce(${given("since")}, next), coalesce(${LAST_RUN}, ${given("since")}, ${beginning}))`;
  const step = `INTERVAL '${daysOfOneStep(lake)}' DAY`;
  const firstRolled =
    rollup &&
    `coalesce((SELECT max(${RECEIVED_AT}) FROM ${quoted(rollup)}), CASE WHEN ${LAST_RUN} IS NULL THEN merged ELSE ${beginning} END)`;
  const [first, last] =
    firstRolled === undefined
      ? ["merged", "next"]
      : [`least(merged, ${firstRolled})`, "CASE WHEN first < merged THEN merged ELSE next END"];
  return `SELECT ${hourOf("first")} AS from_hour, ${hourOf("last")} AS to_hour, CASE WHEN last < next THEN 'more' ELSE 'last' END AS rest,
  date_format(next - ${step}, '%Y-%m-%d') AS recent_day, CASE WHEN first < merged THEN 'roll' ELSE 'merge' END AS work
FROM (
  SELECT first, least(first + ${step}, ${last}) AS last, merged, next FROM (
    SELECT coalesce(${given("from")}, ${first}) AS first, merged, next
    FROM (SELECT ${merged} AS merged, next FROM (SELECT ${NEXT} AS next))
  )
)`;
}
