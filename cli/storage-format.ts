import type { Environment } from "../config/environment";
import type { EventDeclaration } from "../events/event";
import type { StorageFormat } from "../events/layout";

/** How an environment stores an event type's events. */
export function formatOf({ storageFormat = "json" }: Environment, { name }: EventDeclaration): StorageFormat {
  return typeof storageFormat === "string" ? storageFormat : (storageFormat[name] ?? "json");
}
