import { text } from "node:stream/consumers";
import { Command } from "commander";
import type { EventDeclaration } from "../../declaration/event";
import { DEFAULT_PSEUDONYM_VERSIONS } from "../../declaration/protected-fields";
import { confirm } from "../shared/confirm";
import { Interrupt } from "../shared/interrupt";
import { Progress } from "../shared/progress";
import { checkEventName, onTarget, type TargetOptions, withTarget } from "../pipelines/options";
import type { Target } from "../pipelines/target";
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

/** `clickstream erase [env]`: a person's events out of everything that holds them. */
export function eraseCommand(): Command {
  return withTarget(
    new Command("erase").description("count a person's events wherever they are stored; with --delete, remove them"),
  )
    .requiredOption(
      "--field <name>",
      "field that names the person, declared with `identifying: true` or `pseudonym: true`",
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
    .action((env: string | undefined, options: Options) => run(env, options));
}

async function run(env: string | undefined, options: Options): Promise<void> {
  const values = await valuesOf(options.value);
  process.exitCode = await onTarget(env, options, async ({ environment, eventTypes, target }) => {
    if (options.event !== undefined) checkEventName(options.event, eventTypes);
    const events = eventsWith(options.field, options.event, eventTypes);
    if (options.delete && !options.force)
      await confirm(
        `This removes ${values.size === 1 ? "a person's events" : `the events of ${values.size} persons`} from ${target.title}, for good.`,
        environment.name,
        "--force goes on without asking",
      );
    await target.deliverNow();
    return Interrupt.during("stops after this object; run it again to go on", async (interrupt) => {
      const reports: FolderReport[] = [];
      const common: Omit<EraseOptions, "person"> = { delete: options.delete, progress: new Progress(), interrupt };
      const keys = events.some(({ fields }) => fields[options.field]?.pseudonym)
        ? await target.pseudonymKeys(environment.pseudonymVersions ?? DEFAULT_PSEUDONYM_VERSIONS)
        : [];
      for (const event of events) {
        const person = new Person(event, options.field, values, event.fields[options.field]?.pseudonym ? keys : []);
        reports.push(...(await erase(target, { ...common, person })));
      }
      const results = options.results ? await deleteResults(target, common) : undefined;
      print(target, reports, results, options);
      return interrupt.isAsked ? 1 : 0;
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

function print(target: Target, reports: readonly FolderReport[], results: number | undefined, options: Options): void {
  if (options.json) {
    console.log(
      JSON.stringify({
        target: target.title,
        deleted: options.delete,
        folders: reports,
        ...(results !== undefined && { results }),
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
  console.log(
    options.delete
      ? `What was on its way arrives within ${target.deliverySeconds} s: run this again after that.`
      : "Nothing was changed: --delete removes them.",
  );
}

function eventsWith(
  field: string,
  event: string | undefined,
  eventTypes: readonly EventDeclaration[],
): readonly EventDeclaration[] {
  const known = identifying(eventTypes);
  const found = known.filter((each) => each.field === field && (event === undefined || each.event.name === event));
  if (found.length > 0) return found.map((each) => each.event);
  throw new Error(
    `--field "${field}" is no identifying field${event === undefined ? "" : ` of "${event}"`}; there are ${known.map((each) => `${each.event.name}: ${each.field}`).join(", ") || "none"}. A declaration in events/ says so with \`identifying: true\``,
  );
}

/** The fields of event types that name people, by their value or its hash. */
function identifying(
  events: readonly EventDeclaration[],
): readonly { readonly event: EventDeclaration; readonly field: string }[] {
  return events.flatMap((event) =>
    Object.entries(event.fields).flatMap(([field, { identifying: isIdentifying, pseudonym }]) =>
      isIdentifying === true || pseudonym === true ? [{ event, field }] : [],
    ),
  );
}

async function valuesOf(given: readonly string[]): Promise<ReadonlySet<string>> {
  const read = given.includes("-") ? (await text(process.stdin)).split(/\r?\n/) : [];
  const values = new Set([...given.filter((value) => value !== "-"), ...read].filter((value) => value !== ""));
  if (values.size === 0) throw new Error('--value must not be empty; with "-", write one value a line to stdin');
  return values;
}
