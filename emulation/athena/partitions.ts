import type { Arguments } from "../tree/arguments";
import type { Parameters } from "./parameters";
import { formatProblem, isBound, type ProjectedKey, type Projection, templateParts } from "./projection";

/**
 * A table's partition keys; undefined when it has none. Projection is as documented:
 * https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
 * @throws Error naming the argument or parameter that the local run does not know
 */
export function readProjection(
  table: Arguments,
  parameters: Parameters,
  location: { readonly bucket: string; readonly prefix: string },
): Projection | undefined {
  const blocks = table.blocks("partition_keys");
  if (blocks.length === 0) return undefined;
  const names = blocks.map((key) => {
    const name = key.ignore("comment").string("name");
    const type = key.string("type");
    return type === "string" ? name : table.fail("partition_keys", `"${name}" must be a string, got "${type}"`);
  });
  parameters.oneOf("projection.enabled", ["true"]);
  return { keys: names.map((name) => readKey(name, parameters)), template: readTemplate(names, parameters, location) };
}

function readKey(name: string, parameters: Parameters): ProjectedKey {
  return parameters.oneOf(`projection.${name}.type`, ["date", "enum"]) === "enum"
    ? readEnum(name, parameters)
    : readDate(name, parameters);
}

/** White space belongs to a value. */
function readEnum(name: string, parameters: Parameters): ProjectedKey {
  const parameter = `projection.${name}.values`;
  const values = parameters.required(parameter).split(",");
  if (values.includes("") || new Set(values).size < values.length)
    return parameters.fail(parameter, `must be values with commas between, each once, got "${values.join(",")}"`);
  return { type: "enum", name, values };
}

function readDate(name: string, parameters: Parameters): ProjectedKey {
  parameters.oneOf(`projection.${name}.interval`, ["1"], "1");
  parameters.oneOf(`projection.${name}.interval.unit`, ["hours"]);

  const format = parameters.required(`projection.${name}.format`);
  const problem = formatProblem(format);
  if (problem !== undefined) parameters.fail(`projection.${name}.format`, `${problem}, got "${format}"`);

  const range = parameters.required(`projection.${name}.range`);
  const [first, last, ...more] = range.split(",");
  if (
    first === undefined ||
    last === undefined ||
    more.length > 0 ||
    !isBound(format, first) ||
    !isBound(format, last)
  ) {
    return parameters.fail(
      `projection.${name}.range`,
      `must be two values of the format "${format}" or NOW with a comma between, got "${range}"`,
    );
  }
  return { type: "date", name, format, range: [first, last] };
}

/** Every key fills the end of a folder's name, so that an object's key says where its value ends. */
function readTemplate(
  names: readonly string[],
  parameters: Parameters,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
): string {
  const parameter = "storage.location.template";
  const template = parameters.required(parameter);
  const root = `s3://${bucket}/`;
  const parts = templateParts(template);
  const keys = parts.filter((_, index) => index % 2 === 1);
  const behind = parts.filter((_, index) => index % 2 === 0).slice(1);
  const once = keys.length === names.length && names.every((name) => keys.includes(name));
  if (
    !once ||
    !template.startsWith(root + prefix) ||
    !behind.every((text) => text.startsWith("/")) ||
    !template.endsWith("/")
  ) {
    const each = names.map((name) => `\${${name}}`).join(" and ");
    return parameters.fail(
      parameter,
      `must have ${each} once, below ${root}${prefix} and with a slash behind it, got "${template}"`,
    );
  }
  return template.slice(root.length);
}
