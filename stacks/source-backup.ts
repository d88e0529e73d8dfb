import type { Environment } from "./configuration/environment";
import type { EventDeclaration } from "../declaration/event";

/** Names of the event types whose raw records an environment keeps. @throws Error naming the field, a name that is no event type, and those that are */
export function sourceBackups(
  { name, sourceBackup }: Environment,
  eventTypes: readonly EventDeclaration[],
): ReadonlySet<string> {
  const known = eventTypes.map((event) => event.name);
  const chosen = sourceBackup === "all" ? known : (sourceBackup ?? []);
  const stray = chosen.find((event) => !known.includes(event));
  if (stray !== undefined)
    throw new Error(`config/${name}.ts: sourceBackup must name event types, ${known.join(", ")}, got "${stray}"`);
  return new Set(chosen);
}
