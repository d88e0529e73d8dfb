import type { FieldDeclaration } from "../declaration/event";
import { breaks, DEPLOY, type Effect, migrates, safely } from "./change";

/** What changes for the people that events name. */
export function peopleOf(
  name: string,
  old: FieldDeclaration,
  field: FieldDeclaration,
): readonly (Effect | undefined)[] {
  return [
    old.pseudonym === undefined && field.pseudonym === true
      ? migrates(
          "storage",
          "events that came before hold the clear value, and count as other people",
          "npm run clickstream -- replay <env> --send",
          ...DEPLOY,
          `npm run clickstream -- erase <env> --field ${name} --value - --delete`,
        )
      : undefined,
    old.pseudonym === true && field.pseudonym === undefined
      ? breaks("storage", "the clear value is stored from now on, beside hashes of earlier events")
      : undefined,
    old.identifying === true && field.identifying === undefined
      ? breaks("questions", "`clickstream erase` no longer finds a person's events by it")
      : undefined,
    old.sensitive === "drop" && field.sensitive === undefined ? safely("it is stored from now on") : undefined,
    old.consent !== field.consent && field.consent !== undefined
      ? migrates("questions", `it is kept only when ${field.consent} is true`, ...DEPLOY)
      : undefined,
  ];
}
