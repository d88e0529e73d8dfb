import { assumed, GIB } from "./assumptions";
import { counted, figure, sumOf, type Usage } from "./line";
import { flushFormula, type Quantities, rawSeconds } from "./quantities";
import type { CostSettings } from "./settings";

const HOURS = 24;

/** What the stored events cost: storage, requests, the copy, the keys. Deleting and expiring are free. */
export function storageLines(settings: CostSettings, month: Quantities): readonly Usage[] {
  const { queries, queryDays, queryShare, objects, puts } = month;
  const { daysPerQuery } = settings;
  const { lists, gets } = month.lake?.question ?? {
    lists: {
      value: daysPerQuery * HOURS * assumed("tablesPerQuery"),
      formula: `${daysPerQuery} days × ${HOURS} hours × ${counted(assumed("tablesPerQuery"), "table")}`,
    },
    gets: {
      value: (objects * queryShare * queryDays) / assumed("monthDays"),
      formula: `${figure(objects * queryShare)} objects of a table a month × ${queryDays} / ${assumed("monthDays")} days`,
    },
  };
  const upkeep = month.lake?.upkeep;
  return [
    ...stored(settings, month, ""),
    { service: "S3", item: "PUT", price: "s3PutOrList", quantity: puts, formula: objectsFormula(settings, month) },
    {
      service: "S3",
      item: "LIST by queries",
      price: "s3PutOrList",
      quantity: queries * lists.value,
      formula: `${figure(queries)} queries × ${lists.formula}`,
      part: "questions",
    },
    {
      service: "S3",
      item: "GET by queries",
      price: "s3Get",
      quantity: queries * gets.value,
      formula: `${figure(queries)} queries × ${gets.formula}`,
      part: "questions",
    },
    ...(settings.replication ? copy(settings, month) : []),
    ...keys(settings, puts + (upkeep?.puts.value ?? 0), queries * gets.value + (upkeep?.gets.value ?? 0)),
  ];
}

/** A stream that keeps raw records writes objects of these as well. */
function objectsFormula({ bytesPerEvent }: CostSettings, { streams }: Quantities): string {
  return sumOf(
    streams.map((stream) => {
      const { bufferingIntervalSeconds, bufferingSizeMib, sourceBackup } = stream.settings;
      const written = (seconds: number): string =>
        `(${flushFormula(stream, bytesPerEvent, seconds, bufferingSizeMib)})`;
      return sourceBackup
        ? `${written(bufferingIntervalSeconds)} + raw records ${written(rawSeconds(stream.settings))}`
        : written(bufferingIntervalSeconds);
    }),
  );
}

/** Storage at steady state: what a month adds, for as long as it is kept. @param of says whose, before the item */
function stored(
  settings: CostSettings,
  { storedGb, rawGb, objects, keptDays }: Quantities,
  of: string,
): readonly Usage[] {
  const { infrequentAccessDays = Infinity, noncurrentDays, sourceDays } = settings;
  const month = assumed("monthDays");
  const line = (item: string, price: Usage["price"], gb: number, days: number): Usage => ({
    service: "S3",
    item: `${of}${item}`,
    price,
    quantity: (gb * days) / month,
    formula: `${figure(gb)} GB a month × ${days} / ${month} days`,
  });
  const earlierDays = settings.retentionDays === null ? 0 : noncurrentDays; // only what expires or is overwritten becomes an earlier version
  const moved =
    infrequentAccessDays < keptDays && objects > 0 && (storedGb * GIB) / objects >= assumed("infrequentAccessBytes");
  const colderDays = Math.max(assumed("infrequentAccessDays"), keptDays - infrequentAccessDays + earlierDays);
  return [
    line("storage", "s3StandardGbMonth", storedGb, moved ? infrequentAccessDays : keptDays),
    ...(moved
      ? [
          line("storage, infrequent access", "s3InfrequentAccessGbMonth", storedGb, colderDays),
          {
            service: "S3",
            item: `${of}moves to infrequent access`,
            price: "s3InfrequentAccessTransition",
            quantity: objects,
            formula: `${figure(objects)} objects`,
          } as const,
        ]
      : earlierDays > 0
        ? [line("storage of earlier versions", "s3StandardGbMonth", storedGb, earlierDays)]
        : []),
    ...(rawGb > 0 ? [line("storage of raw records", "s3StandardGbMonth", rawGb, sourceDays + noncurrentDays)] : []),
  ];
}

/** The copy is a bucket like the first one, in a region whose prices are taken to be the same. */
function copy(settings: CostSettings, month: Quantities): readonly Usage[] {
  const { puts, storedGb, rawGb } = month;
  return [
    ...stored(settings, month, "copy: "),
    { service: "S3", item: "copy: PUT", price: "s3PutOrList", quantity: puts, formula: `${figure(puts)} objects` },
    {
      service: "Data transfer",
      item: "to the other region",
      price: "transferToRegionGb",
      quantity: storedGb + rawGb,
      formula: `${figure(storedGb + rawGb)} GB a month, compressed`,
    },
  ];
}

/** A copy is decrypted with one key and encrypted with the other. */
function keys({ kmsKeys, bucketKeys, replication }: CostSettings, puts: number, gets: number): readonly Usage[] {
  const share = bucketKeys ? assumed("kmsShareWithBucketKey") : 1;
  const copied = replication ? 2 * puts : 0;
  return [
    { service: "KMS", item: "keys", price: "kmsKey", quantity: kmsKeys, formula: counted(kmsKeys, "key") },
    {
      service: "KMS",
      item: "requests",
      price: "kmsRequest",
      quantity: (puts + gets + copied) * share,
      formula: `(${figure(puts)} PUT + ${figure(gets)} GET${replication ? ` + 2 × ${figure(puts)} copies` : ""}) × ${share}, ${bucketKeys ? "with" : "without"} a bucket key`,
    },
  ];
}
