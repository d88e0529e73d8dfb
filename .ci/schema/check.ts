import { type Argument, type ArgumentType, type ResourceSchema, schemaOf } from "./bindings";

/** A stack's Terraform JSON. */
export interface Stack {
  readonly provider?: Readonly<Record<string, readonly object[]>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly resource?: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

/** What was looked at. */
export interface Counts {
  readonly types: Set<string>;
  resources: number;
  arguments: number;
  blocks: number;
  /** Values within arguments of which the bindings say nothing. */
  untyped: number;
}

/** What every block of Terraform may hold besides. */
const META = ["//", "provider", "depends_on", "lifecycle", "count", "for_each", "provisioner", "connection"];
const schemas = new Map<string, ResourceSchema | undefined>();

/** Holds every resource, data source and provider of AWS in a stack against the schema. @returns what the provider would refuse */
export function checkStack(
  name: string,
  { provider = {}, data = {}, resource = {} }: Stack,
  counts: Counts,
): readonly string[] {
  const failures: string[] = [];
  const check = (kind: "resource" | "data" | "provider", type: string, place: string, value: object): void => {
    const key = `${kind} ${type}`;
    if (!schemas.has(key)) schemas.set(key, schemaOf(kind, type));
    const schema = schemas.get(key);
    counts.types.add(key);
    counts.resources++;
    if (schema === undefined) failures.push(`${place}: the provider has no ${key}`);
    else
      failures.push(
        ...new Check(schema, counts).block(place, schema.root, value, kind === "provider" ? ["alias"] : META),
      );
  };
  for (const value of provider["aws"] ?? []) check("provider", "aws", `${name}, provider`, value);
  for (const [kind, all] of [
    ["data", data],
    ["resource", resource],
  ] as const)
    for (const [type, each] of Object.entries(all))
      if (type.startsWith("aws_"))
        for (const [id, value] of Object.entries(each)) check(kind, type, `${name}, ${type}.${id}`, value);
  return failures;
}

class Check {
  constructor(
    private readonly schema: ResourceSchema,
    private readonly counts: Counts,
  ) {}

  block(place: string, name: string, value: object, more: readonly string[] = []): readonly string[] {
    const members = this.schema.interfaces.get(name) ?? new Map<string, Argument>();
    const given = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
    const missing = [...members].filter(
      ([argument, { required }]) => required && !given.some(([each]) => each === argument),
    );
    return [
      ...missing.map(([argument]) => `${place}.${argument} is required`),
      ...given.flatMap(([argument, each]) => {
        if (more.includes(argument)) return [];
        const member = members.get(argument);
        if (member === undefined) return [`${place}.${argument} is no argument, or nobody may set it`];
        this.counts.arguments++;
        return this.value(`${place}.${argument}`, member.type, each as unknown);
      }),
    ];
  }

  private value(place: string, type: ArgumentType, value: unknown): readonly string[] {
    const wrong = (): readonly string[] => [
      `${place} must be ${type.kind}${"of" in type ? ` of ${type.of}` : ""}, is ${JSON.stringify(value).slice(0, 100)}`,
    ];
    if (typeof value === "string" && /^\$\{[^]*\}$/.test(value)) return []; // Terraform finds out what it is
    switch (type.kind) {
      case "any":
        this.counts.untyped++;
        return [];
      case "list":
        return Array.isArray(value) && value.every((each) => isA(type.of, each)) ? [] : wrong();
      case "map":
        return isObject(value) && Object.values(value).every((each) => isA(type.of, each)) ? [] : wrong();
      case "block":
      case "blocks": {
        const blocks: readonly unknown[] = Array.isArray(value) ? value : [value];
        if (blocks.length > 1 && type.kind === "block") return wrong();
        this.counts.blocks += blocks.length;
        return blocks.flatMap((each, index) =>
          isObject(each) ? this.block(`${place}[${index}]`, type.of, each) : wrong(),
        );
      }
      default:
        return isA(type.kind, value) ? [] : wrong();
    }
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isA = (kind: "string" | "number" | "boolean", value: unknown): boolean =>
  typeof value === kind || (typeof value === "string" && value.includes("${"));
