import { assumed, GIB, MIB } from "./assumptions";
import { figure, type Service, type Usage } from "./line";
import type { Quantities } from "./quantities";
import type { CostSettings } from "./settings";

const TIB_OF_MIB = (GIB * 1024) / MIB;
const DAY_HOURS = 24;
/** The files of a table's own day and the one before are many until the daily run. */
const LATE_DAYS = 2;
/** A run writes rows, and which of those before are gone: files of each. */
const FILES_OF_RUN = 2;
/** Once a day old rows are deleted, and old tables looked for. */
const DAILY_ASKS = 2;

/** What hourly figures cost: the charts that read them, and what keeps them. */
export function rollupLines(settings: CostSettings, month: Quantities): readonly Usage[] {
  const { lake, charts, queryDays, keptDays } = month;
  if (lake === undefined || settings.lake?.rollups !== true) return [];
  const { tables, addedGb, runs, upkeepRuns, mergedHours } = lake;
  const days = assumed("monthDays");
  const [least, getsPerFile] = [assumed("athenaLeastMib"), assumed("curatedGetsPerFile")];
  const runsPerDay = runs / upkeepRuns;
  const addedMib = (addedGb * 1024) / tables;
  const dayMib = Math.min(assumed("figuresMibPerDay"), addedMib / days);
  const lateFiles = runsPerDay * FILES_OF_RUN * LATE_DAYS;

  const asked = Math.max(least, Math.ceil(dayMib * queryDays));
  const rolled = (addedMib * assumed("rolledShareCurated") * mergedHours) / DAY_HOURS / days;
  const rolledMib = Math.max(least, Math.ceil(rolled + dayMib * LATE_DAYS));
  const dailyMib = Math.max(least, Math.ceil(dayMib * LATE_DAYS)) + DAILY_ASKS * least;
  const chartGets = (queryDays + lateFiles) * getsPerFile;
  const runGets = (runsPerDay + lateFiles + LATE_DAYS) * getsPerFile + keptDays * 2;
  const writtenMib = dayMib * (mergedHours / DAY_HOURS) * runsPerDay;
  const puts = runs * assumed("figuresPutsPerRun") + 2 * upkeepRuns * assumed("curatedPutsPerCommit");
  const storedMib = dayMib * keptDays + writtenMib * (1 + settings.noncurrentDays);
  const transitions = [assumed("figuresTransitions"), assumed("figuresUpkeepTransitions")] as const;

  const line = (part: Usage["part"], service: Service, item: string, price: Usage["price"]) => {
    return (quantity: number, formula: string): Usage => ({
      ...{ service, item: `figures: ${item}`, price, quantity, formula },
      ...(part && { part }),
    });
  };
  const kept = (of: string): Usage =>
    line(
      undefined,
      "S3",
      `${of}storage`,
      "s3StandardGbMonth",
    )(
      (storedMib * tables) / 1024,
      `${tables} × (${figure(dayMib)} MB a day × ${keptDays} + ${figure(writtenMib)} MB written anew a day × ${1 + settings.noncurrentDays}) / 1,024`,
    );
  const copied: readonly Usage[] = [
    kept("copy: "),
    line(undefined, "S3", "copy: PUT", "s3PutOrList")(puts, `${figure(puts)} files`),
    line(
      undefined,
      "Data transfer",
      "to the other region",
      "transferToRegionGb",
    )((writtenMib * days * tables) / 1024, `${tables} × ${figure(writtenMib)} MB a day × ${days} / 1,024`),
  ];
  return [
    line(
      "questions",
      "Glue",
      "requests by charts",
      "glueRequest",
    )(
      charts * assumed("glueRequestsPerQuery"),
      `${figure(charts)} charts × ${assumed("glueRequestsPerQuery")} requests`,
    ),
    line(
      "questions",
      "Athena",
      "data scanned by charts",
      "athenaTb",
    )(
      (charts * asked) / TIB_OF_MIB,
      `${figure(charts)} charts × ${figure(asked)} MB (${figure(dayMib)} MB a day × ${queryDays} days, at least ${least}) / 1,024²`,
    ),
    line(
      "questions",
      "S3",
      "GET by charts",
      "s3Get",
    )(charts * chartGets, `${figure(charts)} charts × (${queryDays} + ${figure(lateFiles)} files) × ${getsPerFile}`),
    line(
      "upkeep",
      "Athena",
      "upkeep",
      "athenaTb",
    )(
      (runs * rolledMib + upkeepRuns * dailyMib) / TIB_OF_MIB,
      `(${figure(runs)} runs × ${figure(rolledMib)} MB (the charts' columns of ${mergedHours} hours of a curated table) + ${figure(upkeepRuns)} × ${figure(dailyMib)} MB made compact and asked) / 1,024²`,
    ),
    line(
      "upkeep",
      "S3",
      "GET",
      "s3Get",
    )(
      runs * runGets,
      `${figure(runs)} runs × ((${figure(runsPerDay + LATE_DAYS)} curated files + ${figure(lateFiles)} of figures) × ${getsPerFile} + ${keptDays} × 2)`,
    ),
    line(
      "upkeep",
      "S3",
      "PUT",
      "s3PutOrList",
    )(
      puts,
      `${figure(runs)} runs × ${assumed("figuresPutsPerRun")} + 2 × ${figure(upkeepRuns)} × ${assumed("curatedPutsPerCommit")}`,
    ),
    line(
      "upkeep",
      "Step Functions",
      "transitions",
      "stepFunctionsTransition",
    )(
      runs * transitions[0] + upkeepRuns * transitions[1],
      `${figure(runs)} runs × ${transitions[0]} + ${figure(upkeepRuns)} of them × ${transitions[1]}`,
    ),
    kept(""),
    ...(settings.replication ? copied : []),
  ];
}
