import type { Construct } from "constructs";
import { resolveAccounts, type Account, type ResolvedAccount } from "./configuration/accounts";
import {
  resolveContinuousIntegration,
  type ContinuousIntegration,
  type ResolvedContinuousIntegration,
} from "./configuration/ci";
import { type Environment, formatOf, validateEnvironment } from "./configuration/environment";
import { saidIn } from "./configuration/said-in";
import type { EventDeclaration } from "../declaration/event";
import { stillSent } from "../declaration/protected-fields";
import { bundlesFor, type HandlerBundles } from "../handlers/declarations";
import { eventTypesOf } from "../constructs/edge/ingestion-options";
import { lakeOf } from "../constructs/lake/lake-options";
import { AccountStack } from "./account-stack";
import { CatalogStack } from "./catalog-stack";
import type { DashboardsStack } from "./dashboards-stack";
import { DeliveryStack } from "./delivery-stack";
import { IngestionStack } from "./ingestion-stack";
import { LakeStack } from "./lake-stack";
import { MonitoringStack } from "./monitoring-stack";
import { StorageStack } from "./storage-stack";

export interface PipelineProps {
  readonly environments: readonly Environment[];
  readonly eventTypes: readonly EventDeclaration[];
  readonly handlerBundles: HandlerBundles;
  /** The accounts for which the defaults are not right. @default none */
  readonly accounts?: readonly Account[];
  /** Whose workflows may plan and deploy. @default nobody's */
  readonly continuousIntegration?: readonly ContinuousIntegration[];
  /** What `loadDashboards` gives; needed as soon as one environment has dashboards. @default none */
  readonly dashboards?: typeof DashboardsStack | undefined;
  /** Where an environment stands, for messages. @default the file in `config/` of its name */
  readonly fileOf?: (environment: Environment) => string;
}

/** Loads the dashboards stack when an environment wants it: QuickSight's bindings take a tenth of a synthesis. */
export async function loadDashboards(
  environments: readonly Environment[],
): Promise<typeof DashboardsStack | undefined> {
  if (!environments.some(({ quickSight }) => quickSight)) return undefined;
  const { DashboardsStack } = await import("./dashboards-stack");
  return DashboardsStack;
}

/**
 * Adds every stack: one set for each environment, one account stack for each account and region among them.
 * @throws Error naming the file, the prop, the rule and the value: the constructs' own message, after the file's name
 */
export function addStacks(scope: Construct, props: PipelineProps): void {
  const { environments, eventTypes, handlerBundles, dashboards, fileOf } = props;
  const { accounts = [], continuousIntegration = [] } = props;
  const github = resolveContinuousIntegration(continuousIntegration, environments);
  for (const account of resolveAccounts(environments, accounts))
    addAccount(
      scope,
      account,
      github.find(({ accountId }) => accountId === account.accountId),
    );
  const eventNames = eventTypes.map(({ name }) => name);
  for (const environment of environments) {
    const file = fileOf?.(environment) ?? `config/${environment.name}.ts`;
    validateEnvironment(environment, file, eventNames);
    saidIn(file, () => addEnvironment(scope, environment, eventTypes, handlerBundles, dashboards));
  }
}

/** The other regions' stacks use the roles that the home region's makes. */
function addAccount(
  scope: Construct,
  { regions: [homeRegion, ...otherRegions], ...account }: ResolvedAccount,
  github: ResolvedContinuousIntegration | undefined,
): void {
  const home = new AccountStack(scope, { ...account, region: homeRegion, home: true, github });
  for (const region of otherRegions) new AccountStack(scope, { ...account, region, home: false }).addDependency(home);
}

/** Environments refer to an account stack by name only: it is applied once, by hand, before any of them. */
function addEnvironment(
  scope: Construct,
  environment: Environment,
  declared: readonly EventDeclaration[],
  handlerBundles: HandlerBundles,
  Dashboards?: typeof DashboardsStack,
): void {
  const eventTypes = eventTypesOf(environment, declared);
  const bundles = bundlesFor(handlerBundles, environment.userAgentColumns);
  const storage = new StorageStack(scope, { environment, eventTypes });
  const sent = stillSent(eventTypes);
  const { keyArn, pseudonymKeyArn } = storage;
  const common = { environment, eventTypes: sent, keyArn };
  const lake = eventTypes.some((event) => lakeOf(environment, event) !== undefined)
    ? new LakeStack(scope, { ...common, eventTypes })
    : undefined;
  const catalog = new CatalogStack(scope, { ...common, eventTypes });
  const delivery = new DeliveryStack(scope, { ...common, pseudonymKeyArn, transformBundle: bundles.transform });
  const ingestion = new IngestionStack(scope, {
    ...common,
    pseudonymKeyArn,
    ingestBundle: bundles.ingest,
    probeBundle: bundles.probe,
  });
  catalog.addDependency(storage);
  lake?.addDependency(storage);
  if (lake) catalog.addDependency(lake); // what makes the tables is there before the views that read them
  delivery.addDependency(storage);
  if (sent.some((event) => formatOf(environment, event) === "parquet")) delivery.addDependency(catalog); // Firehose reads the tables
  ingestion.addDependency(storage);
  ingestion.addDependency(delivery);
  const monitoring = new MonitoringStack(scope, { ...common, backupKeyArn: storage.backupKeyArn });
  monitoring.addDependency(storage);
  const { quickSight } = environment;
  if (quickSight) {
    if (!Dashboards)
      throw new Error(
        `\`quickSight\` asks for dashboards: pass \`dashboards: await loadDashboards(environments)\` to addStacks`,
      );
    new Dashboards(scope, { ...common, environment: { ...environment, quickSight } }).addDependency(catalog);
  }
}
