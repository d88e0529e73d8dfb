import { NOT_TIMESTAMPS, TIMESTAMP_FORMS } from "../../declaration/timestamp-forms";
import { columnsOf, columnName } from "../../declaration/columns";
import type { EventDeclaration, FieldDeclaration } from "../../declaration/event";
import { batchPath, dataPrefix } from "../../declaration/layout";
import { viewName } from "../../declaration/tables";
import type { PublicModule } from "../package/public-modules";
import type { ApiMember, ApiModel, ApiName } from "./model";

const GENERATED = "Generated from the code by `npm run docs -- --write`.";

/** Every public construct, prop and function with what its doc comment says. */
export function apiReference(modules: readonly PublicModule[], model: ApiModel): string {
  const [root, ...others] = modules;
  if (root === undefined) throw new Error("package.json exports nothing");
  const elsewhere = new Set(others.flatMap(({ source }) => model.exportsOf(source).map(({ name }) => name)));
  const again = model
    .exportsOf(root.source)
    .map(({ name }) => name)
    .filter((name) => elsewhere.has(name));
  const chapters = [
    `## ${root.specifier}\n\n${again.map((name) => `\`${name}\``).join(", ")}: see below.`,
    ...others.map(({ specifier, source }) => `## ${specifier}\n\n${model.exportsOf(source).map(chapter).join("\n\n")}`),
  ];
  return `# Reference\n\n${GENERATED} What is marked with * must be given.\n\n${chapters.join("\n\n")}\n`;
}

/** An environment's file in config/, field by field. */
export function configReference(modules: readonly PublicModule[], model: ApiModel): string {
  const [environment] = model
    .exportsOf("stacks/configuration/environment.ts")
    .filter(({ name }) => name === "Environment");
  const accounts = [
    ["stacks/configuration/accounts.ts", "Account"],
    ["stacks/configuration/ci.ts", "ContinuousIntegration"],
  ] as const;
  const others = accounts.flatMap(([file, name]) => model.exportsOf(file).filter((each) => each.name === name));
  const known = modules.flatMap(({ source }) => model.exportsOf(source));
  const groups = environment ? named(environment, known) : [];
  return `# Configuration\n\n${GENERATED} What is marked with * must be given; what is wrong is named with its file, field and value.\n\n${[...(environment ? [environment] : []), ...groups, ...others].map(chapter).join("\n\n")}\n`;
}

/** The types that the props of another name, with those that they name. */
function named({ members }: ApiName, known: readonly ApiName[]): readonly ApiName[] {
  const words = new Set(members.flatMap(({ type }) => type.match(/\b[A-Z]\w+/g) ?? []));
  const found = [...words].flatMap((word) => known.find(({ name }) => name === word) ?? []);
  return [...new Set(found.flatMap((each) => [each, ...named(each, known)]))];
}

/** The event types of the restaurant, as an example of what follows from declarations. */
export function eventReference(eventTypes: readonly EventDeclaration[]): string {
  return `# Event types\n\n${GENERATED} These are the restaurant's, with which the project comes; \`clickstream openapi\` describes yours.\n\n${eventTypes.map(eventChapter).join("\n\n")}\n\n${timestampChapter()}\n`;
}

/** From the table that the tests hold the transform to. */
function timestampChapter(): string {
  const shown = (sent: string | number): string => (typeof sent === "number" ? `${sent}` : JSON.stringify(sent));
  const rows = TIMESTAMP_FORMS.flatMap(({ form, examples }) =>
    examples.map(([sent, stored], index) => `| ${index === 0 ? form : ""} | \`${shown(sent)}\` | \`${stored}\` |`),
  );
  const others = NOT_TIMESTAMPS.map(
    ({ what, examples }) => `- ${what}: ${examples.map((example) => `\`${shown(example)}\``).join(", ")}`,
  );
  return `## What is read as a timestamp

| form | sent | stored |
|---|---|---|
${rows.join("\n")}

Everything else is a problem of its event, which keeps what was sent in \`extra\`:

${others.join("\n")}`;
}

/** The command, as its --help says. */
export function commandReference(helps: readonly string[]): string {
  return `# The command\n\n${GENERATED} \`npm run clickstream -- <command>\` here; a project that has the package calls \`npx clickstream\`, with \`local\`, \`plan-review\`, \`cost\`, \`contract\` and \`module\`.\n\n${helps.map((help) => `\`\`\`\n${help.trim()}\n\`\`\``).join("\n\n")}\n`;
}

/** What lacks a doc comment, as `file: name`: names, props and methods. */
export function undocumented(modules: readonly PublicModule[], model: ApiModel): readonly string[] {
  return modules.flatMap(({ source }) =>
    model
      .exportsOf(source)
      .flatMap(({ name, kind, doc, members }) => [
        ...(doc === "" && !name.endsWith("Props") ? [`${source}: ${name}`] : []),
        ...members
          .filter(
            (member) => member.doc === "" && member.name !== "constructor" && (kind === "interface" || member.method),
          )
          .map((member) => `${source}: ${name}.${member.name}`),
      ]),
  );
}

function chapter({ name, kind, doc, signature, members }: ApiName): string {
  const head = `### ${name}\n\n${[doc && cell(doc, "\n"), ...(kind === "class" || kind === "interface" ? [] : [`\`${signature}\``])].filter(Boolean).join("\n\n")}`;
  const rows = members.filter((member) => member.name !== "constructor");
  if (rows.length === 0) return head.trimEnd();
  if (kind === "interface")
    return `${head.trimEnd()}\n\n| prop | type | default | |\n|---|---|---|---|\n${rows.map(propRow).join("\n")}`;
  return `${head.trimEnd()}\n\n| member | |\n|---|---|\n${rows.map((member) => `| \`${cell(member.method ? member.type : `${member.name}: ${member.type}`)}\` | ${cell(member.doc)} |`).join("\n")}`;
}

const propRow = ({ name, optional, type, doc, default: otherwise }: ApiMember): string =>
  `| \`${name}\`${optional ? "" : " *"} | \`${cell(type)}\` | ${optional ? cell(otherwise ?? "") : ""} | ${cell(doc)} |`;

function eventChapter(event: EventDeclaration): string {
  const { name, description, path, table, fields, queries = {}, charts = [] } = event;
  const rows = Object.entries<FieldDeclaration>(fields).map(
    ([field, declared]) =>
      `| \`${field}\`${declared.required === true ? " *" : ""} | ${typeText(declared)} | ${declared.sensitive === "drop" ? "not stored" : `\`${columnName(field)}\``} | ${cell([declared.description ?? "", limits(declared)].filter(Boolean).join("; "))} |`,
  );
  const saved = Object.entries(queries).map(([query, { description: answer }]) => `- \`${query}\`: ${answer}`);
  return `## ${name}

${description}. One is posted to \`${path}\`, a batch to \`${batchPath(event)}\`. Stored below \`${dataPrefix(event)}\`, in table \`${table}\`; analysts read
the view \`${viewName(event)}\`. What is marked with * is required.

| field | type | column | |
|---|---|---|---|
${rows.join("\n")}

Columns after those: ${columnsOf(event)
    .slice(Object.keys(fields).length)
    .map((column) => `\`${column.name}\``)
    .join(
      ", ",
    )}.${saved.length > 0 ? `\n\nSaved queries:\n${saved.join("\n")}` : ""}${charts.length > 0 ? `\n\nCharts: ${charts.map(({ title }) => title).join(", ")}.` : ""}`;
}

/** A type with what is inside it. */
function typeText({ type, precision, scale, values = [], of, fields = {} }: FieldDeclaration): string {
  if (type === "decimal") return `decimal(${precision}, ${scale})`;
  if (type === "oneOf") return `one of ${values.map((value) => `\`${value}\``).join(", ")}`;
  if (type === "list") return `list of ${of === undefined ? "json" : typeText(of)}`;
  if (type !== "object") return type;
  const members = Object.entries<FieldDeclaration>(fields).map(
    ([name, member]) => `\`${name}\`${member.required === true ? " *" : ""} ${typeText(member)}`,
  );
  return `object: ${members.join(", ")}`;
}

function limits(field: FieldDeclaration): string {
  const { aliases = [], maxLength, minimum, maximum, identifying, minItems, maxItems, pattern, requiredWhen } = field;
  const { pseudonym, sensitive, consent, default: otherwise } = field;
  return [
    aliases.length > 0 && `also sent as ${aliases.map((alias) => `\`${alias}\``).join(", ")}`,
    maxLength !== undefined && `at most ${maxLength} characters`,
    minimum !== undefined && `at least ${minimum}`,
    maximum !== undefined && `at most ${maximum}`,
    minItems !== undefined && `at least ${minItems} elements`,
    maxItems !== undefined && `at most ${maxItems} elements`,
    pattern !== undefined && `of the form \`${pattern}\``,
    otherwise !== undefined && `\`${JSON.stringify(otherwise)}\` when it is not sent`,
    requiredWhen !== undefined &&
      `required when ${Object.entries(requiredWhen)
        .map(([name, value]) => `\`${name}\` is ${[value].flat().map(String).join(" or ")}`)
        .join(" and ")}`,
    identifying && "names a person",
    pseudonym && "stored as a keyed hash",
    sensitive && "let go at once",
    consent !== undefined && `kept only when \`${consent}\` is true`,
  ]
    .filter(Boolean)
    .join("; ");
}

/** Text in a table: nothing in it may end the cell. */
const cell = (text: string, newline = " "): string => text.replaceAll("|", "\\|").replace(/\s*\n\s*/g, newline);
