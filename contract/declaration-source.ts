import type { EventDeclaration, FieldDeclaration, Fields } from "../declaration/event";
import type { FieldType } from "../declaration/field-types";

/** How a field of each type is written, from its arguments and its options. */
const CALLS: Readonly<Record<FieldType, (field: FieldDeclaration) => readonly string[]>> = {
  string: () => [],
  int: () => [],
  bigint: () => [],
  double: () => [],
  boolean: () => [],
  timestamp: () => [],
  decimal: ({ precision = 38, scale = 0 }) => [`${precision}`, `${scale}`],
  date: () => [],
  oneOf: ({ values = [] }) => values.map((value) => JSON.stringify(value)),
  list: ({ of }) => [of === undefined ? "json()" : callOf(of)],
  object: ({ fields = {} }) => [membersOf(fields)],
  json: () => [],
};
/** What the arguments say already. */
const ARGUMENTS = ["type", "precision", "scale", "values", "of", "fields"];

/** A declaration as a file in events/. @param from what exports the vocabulary. @default the project's own modules */
export function declarationSource(event: EventDeclaration, from?: string): string {
  const { fields, ...rest } = event;
  const used = [...new Set(typesIn(fields))].sort();
  const said = Object.entries(rest).map(([key, value]) => `  ${key}: ${JSON.stringify(value)},`);
  const name = event.name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const imports =
    from === undefined
      ? `import { defineEvent } from "../declaration/define";\nimport { ${used.join(", ")} } from "../declaration/event";`
      : `import { defineEvent, ${used.join(", ")} } from ${JSON.stringify(from)};`;
  return `${imports}

export const ${name} = defineEvent({
${said.join("\n")}
  fields: ${membersOf(fields)},
});
`;
}

const membersOf = (fields: Fields): string =>
  `{ ${Object.entries<FieldDeclaration>(fields)
    .map(([name, field]) => `${name}: ${callOf(field)}`)
    .join(", ")} }`;

function callOf(field: FieldDeclaration): string {
  const options = Object.entries(field).filter(([key]) => !ARGUMENTS.includes(key));
  const written = options.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(", ");
  return `${field.type}(${[...CALLS[field.type](field), ...(written === "" ? [] : [`{ ${written} }`])].join(", ")})`;
}

const typesIn = (fields: Fields): readonly FieldType[] =>
  Object.values<FieldDeclaration>(fields).flatMap(({ type, of, fields: inner = {} }) => [
    type,
    ...(of ? typesIn({ of }) : []),
    ...typesIn(inner),
  ]);
