import { longestWaitSeconds, waitsOf } from "../../basics/freshness";
import { type Environment, eventTypesOf, lakeOf } from "../../stacks/configuration/environment";
import { Names } from "../../stacks/configuration/names";
import { environmentNamed, loadProject } from "../shared/project";
import { type Deployed, outputName } from "./deployed";
import type { Source } from "./options";

/** The environments that `main.ts` says. */
export const PROJECT: Source = {
  describe: (command) => command.argument("[env]", "environment, like prod (with --local: the first of main.ts)"),
  open: async (name, { local }) => {
    if (name === undefined && !local)
      throw new Error("name the environment, like dev, or work on the local run with --local");
    const { environments, eventTypes } = await loadProject();
    const environment = environmentNamed(name ?? environments[0]?.name ?? "", environments);
    return { deployed: deployedEnvironment(environment), eventTypes: eventTypesOf(environment, eventTypes) };
  },
};

/** An environment as its configuration has it. */
export function deployedEnvironment(environment: Environment): Deployed {
  const names = new Names(environment);
  const { name, accountId, region, backupRegion, storageFormat, keepParquet, pseudonymVersions } = environment;
  return {
    name,
    said: `config/${name}.ts`,
    accountId,
    region,
    selection: { environment: name },
    stage: name,
    apiStack: names.stack("ingestion"),
    outputsOf: (route) => [outputName(`endpoint${route}`)],
    streamOf: (event) => names.deliveryStream(event.name),
    waitSeconds: longestWaitSeconds(waitsOf(environment)),
    eventBucket: names.eventBucket(),
    prefix: "",
    copies: backupRegion === undefined ? [] : [{ bucket: names.backupBucket(backupRegion), region: backupRegion }],
    resultsBucket: names.resultsBucket(),
    workgroup: names.workgroup(),
    lakeWorkgroup: environment.lake && names.lakeWorkgroup(),
    lakeOf: (event) => lakeOf(environment, event),
    lakeWorkflowOf: (event) => (lakeOf(environment, event) ? names.lakeWorkflow(event.name) : undefined),
    database: names.database(),
    pseudonymKey: names.pseudonymKeyAlias(),
    ...(storageFormat !== undefined && { storageFormat }),
    ...(keepParquet !== undefined && { keepParquet }),
    ...(pseudonymVersions !== undefined && { pseudonymVersions }),
  };
}
