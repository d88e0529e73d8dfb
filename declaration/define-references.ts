import type { FieldDeclaration, Fields } from "./event";

type Fail = (problem: string) => never;

/** Checks what fields say of other fields of their event. */
export function checkReferences(fields: Fields, fail: Fail): void {
  for (const [name, field] of Object.entries<FieldDeclaration>(fields)) {
    const where = `field "${name}"`;
    if (field.consent !== undefined) {
      const by = fields[field.consent];
      if (by?.type !== "boolean" || by.consent !== undefined || by.sensitive !== undefined)
        fail(
          `${where}: consent "${field.consent}" must be a boolean field of the event that is itself stored without one`,
        );
      if (field.required === true || field.requiredWhen !== undefined)
        fail(`${where}: consent lets a value go, so required and requiredWhen must be left out`);
    }
    if (field.requiredWhen === undefined) continue;
    if (field.required === true) fail(`${where}: required and requiredWhen can't both be said`);
    const conditions = Object.entries(field.requiredWhen);
    if (conditions.length === 0) fail(`${where}: requiredWhen must name a field with its value`);
    for (const [other, wanted] of conditions) checkCondition(where, name, other, [wanted].flat(), fields, fail);
  }
}

function checkCondition(
  where: string,
  name: string,
  other: string,
  wanted: readonly unknown[],
  fields: Fields,
  fail: Fail,
): void {
  const on = Object.hasOwn(fields, other) ? fields[other] : undefined;
  if (on === undefined || other === name)
    return fail(`${where}: requiredWhen names "${other}", which is none of the event's other fields`);
  const type = on.type;
  const kind = { string: "string", oneOf: "string", boolean: "boolean", int: "number", bigint: "number" }[
    type as string
  ];
  if (kind === undefined) fail(`${where}: requiredWhen can't ask for a value of "${other}", a ${type}`);
  if ((on.pseudonym ?? on.sensitive ?? on.consent) !== undefined)
    fail(`${where}: requiredWhen can't ask for a value of "${other}", which is protected`);
  for (const value of wanted)
    if (typeof value !== kind || (type === "oneOf" && !on.values?.includes(value as string)))
      fail(`${where}: requiredWhen: "${other}" never has the value ${JSON.stringify(value)}`);
  if (wanted.length === 0) fail(`${where}: requiredWhen: "${other}" must have a value at least`);
}
