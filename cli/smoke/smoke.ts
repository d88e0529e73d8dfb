import type { EventDeclaration } from "../../declaration/event";
import { stillSent } from "../../declaration/protected-fields";
import { Command } from "commander";
import { Interrupt, type Stop } from "../shared/interrupt";
import { coloured, Progress } from "../shared/progress";
import { onTarget, seconds, type Source, type TargetOptions, withTarget } from "../pipelines/options";
import type { Target } from "../pipelines/target";
import { type RequestResult, smokeTest, type SmokeOptions } from "./smoke-test";
import { testRequests } from "./test-events";

interface Options extends TargetOptions {
  readonly query: boolean;
  readonly timeout?: number;
  readonly header: Readonly<Record<string, string>>;
  readonly json: boolean;
}

/** `clickstream smoke [env]`: test events through every route, followed to S3 and to a query. */
export function smokeCommand(source: Source): Command {
  return withTarget(
    new Command("smoke").description(
      "send test events through every route and follow them to S3 and to a query; exits 1 when a hop fails",
    ),
    source,
    true,
  )
    .option("--no-query", "end in S3, ask no table")
    .option("--timeout <seconds>", "how long storing may take (default: follows the buffering)", seconds)
    .option(
      "--header <name: value>",
      'a header that the API asks for, like "x-api-key: …"; can be repeated',
      addHeader,
      {},
    )
    .option("--json", "print the results as JSON", false)
    .action((env: string | undefined, options: Options) => smoke(source, env, options));
}

async function smoke(source: Source, env: string | undefined, options: Options): Promise<void> {
  const isRight = await onTarget(source, env, options, ({ deployed, eventTypes, target }) => {
    const { header: headers, query, timeout } = options;
    return runSmokeTest(
      target,
      eventTypes,
      { deployed, headers, query, ...(timeout !== undefined && { timeoutSeconds: timeout }) },
      options.json,
    );
  });
  process.exitCode = isRight ? 0 : 1;
}

/** Runs the test and prints what came of it. @returns whether every hop was right */
export async function runSmokeTest(
  target: Target,
  eventTypes: readonly EventDeclaration[],
  options: Omit<SmokeOptions, "progress" | "interrupt">,
  asJson = false,
): Promise<boolean> {
  const work = (interrupt: Stop) =>
    smokeTest(target, testRequests(stillSent(eventTypes)), { ...options, progress: new Progress(), interrupt });
  const results = await Interrupt.during("stops waiting", work);
  const isRight = results.every(({ failure }) => failure === undefined);
  if (asJson) console.log(JSON.stringify({ target: target.title, right: isRight, requests: results }));
  else
    for (const line of [
      `Smoke test of ${target.title}`,
      ...results.map(describe),
      isRight ? coloured("Every test event arrived.", "green") : coloured("The smoke test failed.", "red"),
    ])
      console.log(line);
  return isRight;
}

function describe({ route, events, status, storedAfterSeconds, found, failure }: RequestResult): string {
  const hops = [`POST ${route}, ${events} ${events === 1 ? "event" : "events"}`];
  if (status === 200) hops.push("answered 200");
  if (storedAfterSeconds !== undefined) hops.push(`in S3 after ${storedAfterSeconds} s`);
  if (found === true) hops.push("found by query");
  if (failure !== undefined) hops.push(coloured(`FAILED at ${failure}`, "red"));
  return `  ${hops.join("; ")}`;
}

function addHeader(text: string, headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, name = "", value = ""] = /^([^:\s]+):\s*(.*)$/.exec(text) ?? [];
  if (name === "")
    throw new Error(`--header must be like "x-api-key: secret", got ${JSON.stringify(text.split(":")[0])}`);
  return { ...headers, [name]: value };
}
