import { createHash } from "node:crypto";
import { BUNDLE_FILE } from "../handlers/declarations";
import type { Blocks, Stack, Synthesized } from "./synthesize";
import { zipOf } from "./zip";

/** Zips by their path in the module. */
export type Zips = readonly (readonly [string, Buffer])[];

/** Zips that lie in the module, where the constructs have Terraform make them. */
export function withZips({ stack, file }: Synthesized): Pick<Stack, "resource"> & {
  readonly data?: Blocks;
  readonly zips: Zips;
} {
  const { archive_file: archives = {}, ...data } = stack.data ?? {};
  let text = JSON.stringify(stack.resource);
  const zips = Object.entries(archives).map(([id, { source_dir: folder }]): readonly [string, Buffer] => {
    const functions = Object.values(stack.resource.aws_lambda_function ?? {});
    const owner = functions.find(({ filename }) => filename === `\${data.archive_file.${id}.output_path}`);
    const name = `handlers/${String(owner?.function_name).split("-").at(-1) ?? id}.zip`;
    const zip = zipOf([BUNDLE_FILE, file(`${String(folder)}/${BUNDLE_FILE}`)]);
    text = text
      .replaceAll(`\${data.archive_file.${id}.output_path}`, `\${path.module}/${name}`)
      .replaceAll(`\${data.archive_file.${id}.output_base64sha256}`, sha256(zip, "base64"));
    return [name, zip];
  });
  return { resource: JSON.parse(text) as Blocks, ...(Object.keys(data).length > 0 && { data }), zips };
}

const sha256 = (content: Buffer, encoding: "base64" | "hex"): string =>
  createHash("sha256").update(content).digest(encoding);

/** As `sha256sum` writes them. */
export const sums = (zips: Zips): string =>
  zips.map(([name, zip]) => `${sha256(zip, "hex")}  ${name.replace("handlers/", "")}\n`).join("");
