import type { Environment } from "../config/environment";
import type { EventDeclaration } from "../events/event";
import type { StorageFormat } from "../events/layout";

/** How an environment stores an event type. */
export function formatOf({ storageFormat = "json" }: Pick<Environment, "storageFormat">, event: EventDeclaration): StorageFormat {
  return typeof storageFormat === "string" ? storageFormat : (Object.entries(storageFormat).find(([name]) => name === event.name)?.[1] ?? "json");
}

/** @throws Error when the environment chooses a format for what is no event type */
export function checkStorageFormat({ name, storageFormat }: Pick<Environment, "name" | "storageFormat">, eventTypes: readonly EventDeclaration[]): void {
  const known = eventTypes.map((event) => event.name);
  const unknown = typeof storageFormat === "object" ? Object.keys(storageFormat).find((eventName) => !known.includes(eventName)) : undefined;
  if (unknown === undefined) return;
  throw new Error(`config/${name}.ts: storageFormat must be for event types, which are ${known.map((eventName) => `"${eventName}"`).join(", ")}, got "${unknown}"`);
}
