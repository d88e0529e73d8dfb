import type { FieldDeclaration } from "../declaration/event";
import { breaks, DEPLOY, type Effect, migrates, safely } from "./change";

/** What changes for the people that events name. */
export function peopleOf(name: string, old: FieldDeclaration, field: FieldDeclaration): readonly Effect[] {
  const erase = `npm run clickstream -- erase <env> --field ${name} --value - --delete`;
  const effects = [
    ...protectionOf(name, old, field, old.type === "string" ? [erase] : []),
    old.sensitive === undefined && field.sensitive === "drop"
      ? migrates(
          "storage",
          "events that came before hold it: they go when they expire, or person by person",
          "npm run clickstream -- erase <env> --field <a field that names the person> --value - --delete",
        )
      : undefined,
    old.sensitive === "drop" && field.sensitive === undefined ? safely("it is stored from now on") : undefined,
    old.identifying === true && field.identifying === undefined && field.pseudonym === undefined
      ? breaks("questions", "`clickstream erase` no longer finds a person's events by it")
      : undefined,
    old.consent !== field.consent
      ? field.consent === undefined
        ? safely(`it is kept whatever ${old.consent ?? ""} says from now on`)
        : migrates("questions", `it is kept only when ${field.consent} is true`, ...DEPLOY)
      : undefined,
  ];
  return effects.filter((effect) => effect !== undefined);
}

/** Of a field, its members and its elements. @param path with members behind dots and elements behind [] */
function protectionOf(
  path: string,
  old: FieldDeclaration,
  field: FieldDeclaration,
  erase: readonly string[] = [],
): readonly Effect[] {
  const own =
    old.pseudonym === field.pseudonym
      ? []
      : [
          field.pseudonym === true
            ? migrates(
                "storage",
                `events that came before hold the clear value of ${path}, and count as other people`,
                "npm run clickstream -- replay <env> --send",
                ...DEPLOY,
                ...erase,
              )
            : breaks("storage", `the clear value of ${path} is stored from now on, beside hashes of earlier events`),
        ];
  return [
    ...own,
    ...(old.of && field.of ? protectionOf(`${path}[]`, old.of, field.of) : []),
    ...Object.entries<FieldDeclaration>(old.fields ?? {}).flatMap(([name, member]) => {
      const now = field.fields?.[name];
      return now === undefined ? [] : protectionOf(`${path}.${name}`, member, now);
    }),
  ];
}
