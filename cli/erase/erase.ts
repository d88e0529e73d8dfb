import { text } from "node:stream/consumers";
import { Command } from "commander";
import type { EventDeclaration } from "../../declaration/event";
import { DATA_ROOT, ERRORS_ROOT, PARQUET_ROOT, SOURCE_ROOT } from "../../declaration/layout";
import { DEFAULT_PSEUDONYM_VERSIONS, protectedFields } from "../../declaration/protected-fields";
import { confirm } from "../shared/confirm";
import { Interrupt } from "../shared/interrupt";
import { Progress } from "../shared/progress";
import { onTarget, type Source, type TargetOptions, withTarget } from "../pipelines/options";
import type { Target } from "../pipelines/target";
import { Checkpoint } from "./checkpoint";
import { eraseLake } from "./erase-lake";
import { erase, type EraseOptions, type FolderReport } from "./erase-run";
import { Person } from "./person";

interface Options extends TargetOptions {
  readonly field: string;
  readonly value: readonly string[];
  readonly event?: string;
  readonly delete: boolean;
  readonly results: boolean;
  readonly force: boolean;
  readonly json: boolean;
}

/** Requests wait for the network most of the time. */
const AT_ONCE = 32;

/** `clickstream erase [env]`: a person's events out of everything that holds them. */
export function eraseCommand(source: Source): Command {
  return withTarget(
    new Command("erase").description("count a person's events wherever they are stored; with --delete, remove them"),
    source,
  )
    .requiredOption(
      "--field <name>",
      "field that names the person, declared with `identifying: true` or `pseudonym: true`; a member behind a dot",
    )
    .requiredOption(
      "--value <value>",
      "the person's value in it, can be repeated; \"-\" reads values from stdin, one a line, and keeps them out of the shell's history",
      (value: string, all: readonly string[]) => [...all, value],
      [],
    )
    .option("--event <name>", "only events of one type (default: all that have the field)")
    .option("--delete", "remove them for good; without it, nothing is changed", false)
    .option("--results", "also delete all results of queries, which may repeat them until they expire", false)
    .option("--force", "don't ask for the environment's name", false)
    .option("--json", "print the report as JSON", false)
    .action((env: string | undefined, options: Options) => run(source, env, options));
}

async function run(source: Source, env: string | undefined, options: Options): Promise<void> {
  const values = await valuesOf(options.value);
  process.exitCode = await onTarget(source, env, options, async ({ deployed, eventTypes, target }) => {
    const former = await formerTypes(target, options.field, eventTypes);
    const found = fieldsFor(options.field, options.event, eventTypes, former);
    if (options.delete && !options.force)
      await confirm(
        `This removes ${values.size === 1 ? "a person's events" : `the events of ${values.size} persons`} from ${target.title}, for good.`,
        deployed.name,
        "--force goes on without asking",
      );
    await target.deliverNow();
    const checkpoint = await Checkpoint.open(target, [
      options.field,
      ...[...values].sort(),
      String(options.delete),
      ...found.map(({ event }) => event.name),
    ]);
    if (checkpoint.since)
      console.error(
        `Goes on with what was begun at ${checkpoint.since.toISOString()}: what arrived since then is looked at by the run after this one.`,
      );
    return Interrupt.during("stops after the objects at hand; run it again to go on", async (interrupt) => {
      const reports: FolderReport[] = [];
      const common = { delete: options.delete, progress: new Progress(), interrupt, checkpoint, atOnce: AT_ONCE };
      const isHashed = found.some((each) => each.isHashed);
      const keys = isHashed ? await target.pseudonymKeys(deployed.pseudonymVersions ?? DEFAULT_PSEUDONYM_VERSIONS) : [];
      try {
        for (const { event, field, isHashed: mayBeHashed } of found) {
          const person = new Person(event, field, values, mayBeHashed || former.includes(event) ? keys : []);
          reports.push(...(await erase(target, { ...common, person })));
          const lake = deployed.lakeOf(event);
          if (lake !== undefined && !interrupt.isAsked) {
            const place = { event, field, lake, database: deployed.database };
            reports.push(...(await eraseLake(target, { ...common, ...place, values: person.values })));
          }
        }
        const results = options.results ? await deleteResults(target, common) : undefined;
        if (!interrupt.isAsked) await checkpoint.end();
        print(target, reports, results, { ...options, formerTypes: former.map(({ name }) => name) });
        return interrupt.isAsked ? 1 : 0;
      } finally {
        if (interrupt.isAsked) await checkpoint.keep();
      }
    });
  });
}

/** @returns how many results there were, versions included */
async function deleteResults(
  target: Target,
  { delete: isDelete, interrupt }: Omit<EraseOptions, "person">,
): Promise<number> {
  let count = 0;
  if (target.resultsBucket === undefined) return count;
  for await (const object of target.versions(target.resultsBucket, "")) {
    if (interrupt.isAsked) break;
    count++;
    if (isDelete) await target.remove(target.resultsBucket, object);
  }
  return count;
}

/** What no erasure of objects reaches, where there is such. */
function notReached({ resultsBucket, eventBuckets }: Target): readonly string[] {
  if (resultsBucket === undefined) return []; // the local run has none of it
  return [
    "SPICE keeps them until the next refresh of each data set",
    "Athena keeps the text of queries for 45 days, and with it values that somebody asked for",
    ...(eventBuckets.length > 1
      ? [
          "what is being copied to the other region at the moment arrives there later: run this again once nothing is pending",
        ]
      : []),
  ];
}

function print(
  target: Target,
  reports: readonly FolderReport[],
  results: number | undefined,
  options: Options & { readonly formerTypes: readonly string[] },
): void {
  if (options.json) {
    console.log(
      JSON.stringify({
        target: target.title,
        deleted: options.delete,
        folders: reports,
        ...(results !== undefined && { results }),
        formerTypes: options.formerTypes,
        notReached: notReached(target),
      }),
    );
    return;
  }
  console.log(`${options.delete ? "Erased" : "To erase"} from ${target.title}:`);
  for (const { bucket, prefix, looked, rewritten, deleted, oldVersions, events } of reports) {
    console.log(
      `  ${bucket}/${prefix}: ${events} events, in ${rewritten} objects with others' and ${deleted} without; ${oldVersions} earlier versions (${looked} read)`,
    );
  }
  if (results !== undefined) console.log(`  ${results} results of queries`);
  else if (target.resultsBucket !== undefined)
    console.log("  Results of queries may repeat them until they expire; --results deletes all results.");
  if (options.formerTypes.length > 0)
    console.log(`  Among them event types that are no longer declared: ${options.formerTypes.join(", ")}`);
  for (const text of notReached(target)) console.log(`  Not within reach: ${text}.`);
  console.log(
    options.delete
      ? `What was on its way arrives within ${target.deliverySeconds} s: run this again after that.`
      : "Nothing was changed: --delete removes them.",
  );
}

/** `[]` may be left out, since each element is looked at. */
function fieldsFor(
  field: string,
  event: string | undefined,
  eventTypes: readonly EventDeclaration[],
  former: readonly EventDeclaration[],
): readonly Identifying[] {
  const known = identifying([...eventTypes, ...former]);
  const plain = (name: string): string => name.replaceAll("[]", "");
  const found = known.filter(
    (each) => plain(each.field) === plain(field) && (event === undefined || each.event.name === event),
  );
  if (found.length > 0) return found;
  throw new Error(
    `--field "${field}" is no identifying field${event === undefined ? "" : ` of "${event}"`}; there are ${known.map((each) => `${each.event.name}: ${each.field}`).join(", ") || "none"}. A declaration in events/ says so with \`identifying: true\``,
  );
}

/**
 * Event types that are stored and no longer declared: what is theirs is found by the field's name alone, since nothing says what else it was
 * called.
 */
async function formerTypes(
  target: Target,
  field: string,
  eventTypes: readonly EventDeclaration[],
): Promise<readonly EventDeclaration[]> {
  const declared = new Set(eventTypes.map(({ name }) => name));
  const stored = new Set<string>();
  for (const bucket of target.eventBuckets)
    for (const root of [DATA_ROOT, PARQUET_ROOT, ERRORS_ROOT, SOURCE_ROOT])
      for (const name of (await target.folders?.(bucket, root)) ?? []) if (!declared.has(name)) stored.add(name);
  return [...stored].sort().map((name) => ({
    name,
    description: "",
    path: "",
    table: "",
    fields: { [field]: { type: "string", identifying: true } },
  }));
}

/** A field that names people, by their value or its hash; a member with dots, as `protectedFields` has it. */
interface Identifying {
  readonly event: EventDeclaration;
  readonly field: string;
  readonly isHashed: boolean;
}

const identifying = (events: readonly EventDeclaration[]): readonly Identifying[] =>
  events.flatMap((event) => [
    ...Object.keys(event.fields)
      .filter((field) => event.fields[field]?.identifying && !event.fields[field].pseudonym)
      .map((field) => ({ event, field, isHashed: false })),
    ...protectedFields(event)
      .filter(({ by }) => by === "pseudonym")
      .map(({ path }) => ({ event, field: path, isHashed: true })),
  ]);

async function valuesOf(given: readonly string[]): Promise<ReadonlySet<string>> {
  const read = given.includes("-") ? (await text(process.stdin)).split(/\r?\n/) : [];
  const values = new Set([...given.filter((value) => value !== "-"), ...read].filter((value) => value !== ""));
  if (values.size === 0) throw new Error('--value must not be empty; with "-", write one value a line to stdin');
  return values;
}
