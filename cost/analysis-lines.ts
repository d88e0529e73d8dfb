import { assumed, GIB, MIB } from "./assumptions";
import { counted, figure, type Usage } from "./line";
import type { Quantities } from "./quantities";
import type { CostSettings } from "./settings";

/** What the catalog, queries and QuickSight cost. */
export function analysisLines(settings: CostSettings, month: Quantities): readonly Usage[] {
  const { catalogObjects, quicksightAuthors, quicksightReaders, quicksightSpiceGb } = settings;
  const { queries, queryMib, queryDays } = month;
  const perQuery = assumed("glueRequestsPerQuery");
  const quickSight: readonly Usage[] = [
    {
      service: "QuickSight",
      item: "authors",
      price: "quicksightAuthor",
      quantity: quicksightAuthors,
      formula: counted(quicksightAuthors, "author"),
    },
    {
      service: "QuickSight",
      item: "readers",
      price: "quicksightReader",
      quantity: quicksightReaders,
      formula: counted(quicksightReaders, "reader"),
    },
    {
      service: "QuickSight",
      item: "SPICE",
      price: "quicksightSpiceGbMonth",
      quantity: quicksightSpiceGb,
      formula: `${quicksightSpiceGb} GB`,
    },
  ];
  return [
    {
      service: "Glue",
      item: "objects",
      price: "glueObject",
      quantity: catalogObjects + (month.lake?.tables ?? 0),
      formula: `${catalogObjects} databases and tables${month.lake === undefined ? "" : `, ${counted(month.lake.tables, "curated table")}`}`,
    },
    {
      service: "Glue",
      item: "requests",
      price: "glueRequest",
      quantity: queries * perQuery,
      formula: `${figure(queries)} queries × ${perQuery} requests`,
      part: "questions",
    },
    {
      service: "Athena",
      item: "data scanned",
      price: "athenaTb",
      quantity: (queries * queryMib * MIB) / (GIB * 1024),
      formula: `${figure(queries)} queries × ${figure(queryMib)} MB (${month.lake?.question.mib.formula ?? `of a table's events of ${queryDays} days`}, at least ${assumed("athenaLeastMib")}) / 1,024²`,
      part: "questions",
    },
    ...colderReads(settings, month),
    ...quickSight.filter(({ quantity }) => quantity > 0),
  ];
}

/** Reading from infrequent access is billed by S3. */
function colderReads(
  { infrequentAccessDays = Infinity }: CostSettings,
  { queries, queryDays, queryShare, storedGb, objects, lake }: Quantities,
): readonly Usage[] {
  if (lake !== undefined) return []; // of landing its last hours alone are read
  const days = queryDays - infrequentAccessDays;
  if (days <= 0 || objects === 0 || (storedGb * GIB) / objects < assumed("infrequentAccessBytes")) return [];
  const month = assumed("monthDays");
  return [
    {
      service: "S3",
      item: "retrieval from infrequent access",
      price: "s3InfrequentAccessRetrievalGb",
      quantity: (queries * storedGb * queryShare * days) / month,
      formula: `${figure(queries)} queries × ${figure(storedGb * queryShare)} GB a month × ${days} / ${month} days`,
      part: "questions",
    },
  ];
}

/** What watching costs: logs, metrics, alarms, notices. */
export function monitoringLines(settings: CostSettings, { requests, invocations }: Quantities): readonly Usage[] {
  const { mode, logRetentionDays, alarms, dashboards, customMetrics } = settings;
  const days = logRetentionDays ?? assumed("keptForGoodDays");
  const ingest = mode === "lambda" ? requests * assumed("ingestLogBytes") : 0;
  const logsGb = (requests * assumed("accessLogBytes") + invocations * assumed("transformLogBytes") + ingest) / GIB;
  const metrics = requests > 0 ? customMetrics : 0; // a metric costs while something writes it
  const notices = alarms > 0 && requests > 0 ? assumed("noticesPerMonth") : 0;
  const month = assumed("monthDays");
  const lines: readonly Usage[] = [
    {
      service: "CloudWatch",
      item: "alarms",
      price: "cloudwatchAlarmMetric",
      quantity: alarms,
      formula: `${alarms} metrics that alarms watch`,
    },
    {
      service: "CloudWatch",
      item: "dashboards",
      price: "cloudwatchDashboard",
      quantity: dashboards,
      formula: counted(dashboards, "dashboard"),
    },
    {
      service: "CloudWatch",
      item: "custom metrics",
      price: "cloudwatchMetric",
      quantity: metrics,
      formula: counted(metrics, "metric"),
    },
    { service: "SNS", item: "requests", price: "snsRequest", quantity: notices, formula: counted(notices, "notice") },
    {
      service: "SNS",
      item: "mails",
      price: "snsMail",
      quantity: notices,
      formula: `${notices} notices to one address`,
    },
  ];
  return [
    {
      service: "CloudWatch",
      item: "logs taken in",
      price: "cloudwatchLogsGb",
      quantity: logsGb,
      formula: `(${figure(requests)} requests × ${assumed("accessLogBytes")} bytes + ${figure(invocations)} transforms × ${figure(assumed("transformLogBytes"))}${mode === "lambda" ? ` + ${figure(requests)} ingests × ${assumed("ingestLogBytes")}` : ""}) / 1,024³`,
    },
    {
      service: "CloudWatch",
      item: "logs kept",
      price: "cloudwatchLogsStoredGbMonth",
      quantity: (logsGb * assumed("logsStoredShare") * days) / month,
      formula: `${figure(logsGb)} GB × ${assumed("logsStoredShare")} × ${days} / ${month} days`,
    },
    ...lines.filter(({ quantity }) => quantity > 0),
  ];
}
