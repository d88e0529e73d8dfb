import type { Module } from "./model";
import { described } from "./variable-blocks";
import { argumentsOf } from "./examples";

const REGISTRY = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs";

/** The module's page, its tables in the form that terraform-docs writes. */
export function readmeOf(module: Module): string {
  const providers = module.hasCopy ? "\n  providers = {\n    aws        = aws\n    aws.backup = aws.backup\n  }\n" : "";
  return `# Clickstream pipeline

Takes events over HTTPS, normalises them, keeps them in S3 and has Athena find them: API Gateway, Firehose, Lambda, S3, Glue, Athena. Made from declarations
by \`clickstream module\`; a change belongs there, not in these files.

\`\`\`hcl
module "clickstream" {
  source = "./clickstream"
${providers}
${argumentsOf(module.variables)}}
\`\`\`

The module has no provider of its own: it is called as often as wanted, in another region with another provider (\`examples/two-regions\`). API Gateway writes logs
once its account's role for them is set in the region (\`aws_api_gateway_account\`). \`terraform test\` needs no account. \`handlers/\` holds the functions' code,
\`handlers/SHA256SUMS\` its hashes.

<!-- BEGIN_TF_DOCS -->
${[requirements(module), providersTable(module), "## Modules\n\nNo modules.", resources(module), inputs(module), outputs(module)].join("\n\n")}
<!-- END_TF_DOCS -->
`;
}

const escaped = (name: string): string => name.replaceAll("_", "\\_");
const row = (...cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const table = (heads: readonly string[], centred: readonly number[], rows: readonly string[]): string =>
  [
    row(...heads),
    `|${heads.map((head, index) => (centred.includes(index) ? `:${"-".repeat(head.length)}:` : "-".repeat(head.length + 2))).join("|")}|`,
    ...rows,
  ].join("\n");
const anchored = (kind: string, name: string): string =>
  `<a name="${kind}_${name}"></a> [${escaped(name)}](#${kind}\\_${escaped(name)})`;

function requirements({ providerVersions }: Module): string {
  const rows = [
    row(anchored("requirement", "terraform"), ">= 1.9"),
    row(anchored("requirement", "aws"), providerVersions),
  ];
  return `## Requirements\n\n${table(["Name", "Version"], [], rows)}`;
}

function providersTable({ providerVersions, hasCopy }: Module): string {
  const names = ["aws", ...(hasCopy ? ["aws.backup"] : [])];
  const rows = names.map((name) => row(anchored("provider", name), providerVersions));
  return `## Providers\n\n${table(["Name", "Version"], [], rows)}`;
}

function resources({ main }: Module): string {
  const kinds = [
    ["resource", "resources", main.resource],
    ["data source", "data-sources", main.data ?? {}],
  ] as const;
  const rows = kinds.flatMap(([kind, folder, blocks]) =>
    Object.keys(blocks)
      .sort()
      .flatMap((type) =>
        Object.keys(blocks[type] ?? {})
          .sort()
          .map((name) => row(`[${type}.${name}](${REGISTRY}/${folder}/${type.replace("aws_", "")})`, kind)),
      ),
  );
  return `## Resources\n\n${table(["Name", "Type"], [], rows)}`;
}

function inputs({ variables }: Module): string {
  const rows = [...variables]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, description, type, default: value }) =>
      row(
        anchored("input", name),
        described(name, description),
        `\`${type}\``,
        value === undefined ? "n/a" : `\`${JSON.stringify(value)}\``,
        value === undefined ? "yes" : "no",
      ),
    );
  return `## Inputs\n\n${table(["Name", "Description", "Type", "Default", "Required"], [4], rows)}`;
}

function outputs({ outputs: blocks }: Module): string {
  const rows = Object.entries(blocks)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { description }]) => row(anchored("output", name), String(description)));
  return `## Outputs\n\n${table(["Name", "Description"], [], rows)}`;
}
