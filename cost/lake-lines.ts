import { assumed, GIB, MIB } from "./assumptions";
import { figure, type Service, type Usage } from "./line";
import type { Reckoned } from "./lake-quantities";
import type { Quantities } from "./quantities";
import type { CostSettings } from "./settings";

const TIB_OF_MIB = (GIB * 1024) / MIB;

/** What curated tables cost besides the questions that read them: upkeep, storage, the copy. */
export function lakeLines(settings: CostSettings, { lake, keptDays }: Quantities): readonly Usage[] {
  if (lake === undefined) return [];
  const { runs, upkeepRuns, addedGb, replacedGb, upkeep } = lake;
  const line = (service: Service, item: string, price: Usage["price"], { value, formula }: Reckoned): Usage => ({
    ...{ service, item: `curated: ${item}`, price, quantity: value, formula },
    part: "upkeep",
  });
  const { merges, asks, rewrites } = upkeep;
  const transitions = [assumed("mergeTransitions"), assumed("upkeepTransitions")] as const;
  return [
    line("Athena", "upkeep", "athenaTb", {
      value: (merges.value + asks.value + rewrites.value) / TIB_OF_MIB,
      formula: `(${merges.formula} + ${asks.formula} + ${rewrites.formula}) / 1,024²`,
    }),
    line("S3", "LIST", "s3PutOrList", upkeep.lists),
    line("S3", "GET", "s3Get", upkeep.gets),
    line("S3", "PUT", "s3PutOrList", upkeep.puts),
    line("Step Functions", "transitions", "stepFunctionsTransition", {
      value: runs * transitions[0] + upkeepRuns * transitions[1],
      formula: `${figure(runs)} runs × ${transitions[0]} + ${figure(upkeepRuns)} of them × ${transitions[1]}`,
    }),
    line("EventBridge Scheduler", "invocations", "schedulerInvocation", {
      value: runs,
      formula: `${figure(runs)} runs`,
    }),
    ...stored(settings, { addedGb, replacedGb, keptDays, puts: upkeep.puts }),
  ];
}

/** Tables at steady state, the files that were replaced, and the copy of both. */
function stored(
  { noncurrentDays, replication }: CostSettings,
  {
    addedGb,
    replacedGb,
    keptDays,
    puts,
  }: { readonly addedGb: number; readonly replacedGb: number; readonly keptDays: number; readonly puts: Reckoned },
): readonly Usage[] {
  const month = assumed("monthDays");
  const replacedDays = 1 + noncurrentDays; // a former state is kept for a day, and its files as earlier versions
  const storage = (of: string): Usage => ({
    service: "S3",
    item: `${of}curated: storage`,
    price: "s3StandardGbMonth",
    quantity: (addedGb * keptDays + replacedGb * replacedDays) / month,
    formula: `(${figure(addedGb)} GB a month × ${keptDays} + ${figure(replacedGb)} GB replaced × ${replacedDays}) / ${month} days`,
  });
  if (!replication) return [storage("")];
  const written = addedGb + replacedGb;
  return [
    storage(""),
    storage("copy: "),
    {
      service: "S3",
      item: "copy: curated: PUT",
      price: "s3PutOrList",
      quantity: puts.value,
      formula: puts.formula,
    },
    {
      service: "Data transfer",
      item: "curated: to the other region",
      price: "transferToRegionGb",
      quantity: written,
      formula: `${figure(written)} GB a month, merged and made compact`,
    },
  ];
}
