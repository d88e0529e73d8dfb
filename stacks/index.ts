import type { Construct } from "constructs";
import { resolveContinuousIntegration, type ContinuousIntegration } from "../config/ci";
import type { Environment } from "../config/environment";
import type { EventDeclaration } from "../events/event";
import { AccountStack } from "./account-stack";
import { CatalogStack } from "./catalog-stack";
import { DeliveryStack } from "./delivery-stack";
import { IngestionStack } from "./ingestion-stack";
import { StorageStack } from "./storage-stack";

/** Absolute path of the folder of each Lambda's finished bundle. */
export interface HandlerBundles {
  readonly transform: string;
  readonly ingest: string;
}

export interface PipelineProps {
  readonly environments: readonly Environment[];
  readonly eventTypes: readonly EventDeclaration[];
  readonly handlerBundles: HandlerBundles;
  /** Whose workflows may plan and deploy. @default nobody's */
  readonly continuousIntegration?: readonly ContinuousIntegration[];
}

/** Adds every stack: one set for each environment, one account stack for each account and region among them. */
export function addStacks(scope: Construct, { environments, eventTypes, handlerBundles, continuousIntegration = [] }: PipelineProps): void {
  const github = resolveContinuousIntegration(continuousIntegration, environments);
  const locations = new Map(environments.map(({ accountId, region }) => [`${accountId} ${region}`, { accountId, region }]));
  for (const location of locations.values()) new AccountStack(scope, location, github.find((each) => each.accountId === location.accountId && each.environments[0]?.region === location.region));
  for (const environment of environments) addEnvironment(scope, environment, eventTypes, handlerBundles);
}

/** Environments refer to an account stack by name only: it is applied once, by hand, before any of them. */
function addEnvironment(scope: Construct, environment: Environment, eventTypes: readonly EventDeclaration[], bundles: HandlerBundles): void {
  const storage = new StorageStack(scope, { environment, eventTypes });
  const catalog = new CatalogStack(scope, { environment, eventTypes });
  const delivery = new DeliveryStack(scope, { environment, eventTypes, keyArn: storage.keyArn, transformBundle: bundles.transform });
  const ingestion = new IngestionStack(scope, { environment, eventTypes, keyArn: storage.keyArn, ingestBundle: bundles.ingest });
  catalog.addDependency(storage);
  delivery.addDependency(storage);
  ingestion.addDependency(storage);
  ingestion.addDependency(delivery);
}
