import type { Construct } from "constructs";
import { resolveAccounts, type Account, type ResolvedAccount } from "../config/accounts";
import type { Environment } from "../config/environment";
import type { EventDeclaration } from "../events/event";
import { AccountStack } from "./account-stack";
import { CatalogStack } from "./catalog-stack";
import { DeliveryStack } from "./delivery-stack";
import { IngestionStack } from "./ingestion-stack";
import { MonitoringStack } from "./monitoring-stack";
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
  /** The accounts for which the defaults are not right. @default none */
  readonly accounts?: readonly Account[];
}

/** Adds every stack: one set for each environment, one account stack for each account and region among them. */
export function addStacks(scope: Construct, { environments, eventTypes, handlerBundles, accounts = [] }: PipelineProps): void {
  for (const account of resolveAccounts(environments, accounts)) addAccount(scope, account);
  for (const environment of environments) addEnvironment(scope, environment, eventTypes, handlerBundles);
}

/** The other regions' stacks use the role that the home region's makes. */
function addAccount(scope: Construct, { regions: [homeRegion, ...otherRegions], ...account }: ResolvedAccount): void {
  const home = new AccountStack(scope, { ...account, region: homeRegion, home: true });
  for (const region of otherRegions) new AccountStack(scope, { ...account, region, home: false }).addDependency(home);
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
  const monitoring = new MonitoringStack(scope, { environment, eventTypes, keyArn: storage.keyArn, backupKeyArn: storage.backupKeyArn });
  monitoring.addDependency(storage);
}
