import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { resolveAccounts } from "../../stacks/configuration/accounts";
import { synthesized } from "../support/local";
import { copyProject, edit } from "../support/project-copy";
import { projectFolder } from "../support/process";
import { environment, stackOf } from "../support/synth";
import { synthPipeline } from "../support/synth-pipeline";
import { temporaryFolder } from "../support/tree";

const account = "clickstream-account-111122223333-eu-west-1";
const versionOf = (folder: string, name: string): unknown =>
  (JSON.parse(stackOf(folder, name).json) as { terraform: { required_version: string } }).terraform.required_version;

test("an environment says which Terraform or OpenTofu may apply it, its account follows the first", () => {
  const folder = synthPipeline([
    environment({ requiredVersion: ">= 1.10.0, < 2.0.0" }),
    environment({ name: "prod", requiredVersion: "~> 1.10" }),
  ]);
  expect(versionOf(folder, "clickstream-dev-storage")).toBe(">= 1.10.0, < 2.0.0");
  expect(versionOf(folder, "clickstream-prod-ingestion")).toBe("~> 1.10");
  expect(versionOf(folder, account)).toBe(">= 1.10.0, < 2.0.0");
  const [own] = resolveAccounts([environment()], [{ accountId: "111122223333", requiredVersion: "1.9.0" }]);
  expect(own?.requiredVersion).toBe("1.9.0");
});

test.each(["latest", "", "1.11.4,", ">1.x", "=> 1.0"])("a version like %j is refused", (requiredVersion) => {
  expect(() => synthPipeline([environment({ requiredVersion })])).toThrow(
    `config/dev.ts: \`requiredVersion\` must be a version constraint like "~> 1.11.0" or ">= 1.10.0, < 2.0.0", got ${JSON.stringify(requiredVersion)}`,
  );
});

type Resources = Readonly<Record<string, Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>>>;

/** Every text in it, without the line end that HCL puts behind one of several lines. */
function texts(value: unknown): readonly string[] {
  if (typeof value === "string") return [value.trimEnd()];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(texts);
}

/** HCL files as Terraform's own parser reads them; in a process of its own, since jest's is not the one its WebAssembly knows. */
function parsed(files: readonly string[]): readonly Readonly<Record<string, unknown>>[] {
  const script = `const { parse } = require("@cdktf/hcl2json");
    const read = (file) => parse("cdk.tf", require("fs").readFileSync(file, "utf8"));
    Promise.all(process.argv.slice(1).map(read)).then((json) => console.log(JSON.stringify(json)))`;
  const out = execFileSync(process.execPath, ["-e", script, ...files], { encoding: "utf8", maxBuffer: 2 ** 28 });
  return JSON.parse(out) as readonly Readonly<Record<string, unknown>>[];
}

test("in HCL a stack says what it says in JSON, and no longer says it in JSON besides", async () => {
  const [json, hcl] = [await synthesized(), temporaryFolder()];
  cpSync(json, hcl, { recursive: true });
  const env = { ...process.env, CDKTF_OUTDIR: hcl, SYNTH_HCL_OUTPUT: "true" }; // as `cdktf synth --hcl`
  execFileSync(process.execPath, ["run.mjs", "main.ts"], { cwd: projectFolder(), env });
  const names = readdirSync(path.join(hcl, "stacks")).filter((name) => /-(account|prod)-/.test(name));
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) expect(existsSync(path.join(hcl, "stacks", name, "cdk.tf.json"))).toBe(false);
  const written = parsed(names.map((name) => path.join(hcl, "stacks", name, "cdk.tf")));
  names.forEach((name, index) => {
    const { terraform, resource } = written[index] ?? {};
    expect(terraform).toEqual(expect.arrayContaining([{ required_version: "1.11.4" }]));
    const expected = JSON.parse(stackOf(json, name).json, (key, value: unknown) =>
      key === "//" ? undefined : value,
    ) as Readonly<Record<string, unknown>>;
    // What replaces a resource is a bare reference in JSON.
    const there = new Set(texts(resource).flatMap((text) => [text, text.replace(/^\$\{(.*)\}$/, "$1")]));
    const missing = texts(expected.resource).filter((one) => one !== "" && !there.has(one));
    expect({ name, missing }).toEqual({ name, missing: [] });
  });
}, 60_000);

test("in HCL a firewall's statements and a dashboard's definition are blocks, as Terraform demands", () => {
  const [cwd, hcl] = [temporaryFolder(), temporaryFolder()];
  copyProject(cwd);
  const owner = '["arn:aws:quicksight:us-east-1:111122223333:user/default/owner"]';
  edit(cwd, "config/prod.ts", "protectData: true,", `protectData: true, quickSight: { ownerArns: ${owner} },`);
  const env = { ...process.env, CDKTF_OUTDIR: hcl, SYNTH_HCL_OUTPUT: "true" };
  execFileSync(process.execPath, ["run.mjs", "main.ts"], { cwd, env });
  const files = ["ingestion", "dashboards"].map((name) => path.join(hcl, `stacks/clickstream-prod-${name}/cdk.tf`));
  const [ingestion, dashboards] = parsed(files).map(({ resource }) => resource as Resources);
  // A block is a list here, a value is not.
  const [acl] = Object.values(ingestion?.["aws_wafv2_web_acl"] ?? {}).flat();
  expect(acl?.["rule"]).toMatchObject([
    { statement: [{ rate_based_statement: [{ aggregate_key_type: "IP" }] }] },
    { statement: [{ managed_rule_group_statement: [{ vendor_name: "AWS" }] }] },
  ]);
  const [dashboard] = Object.values(dashboards?.["aws_quicksight_dashboard"] ?? {}).flat();
  expect(dashboard?.["definition"]).toMatchObject([{ data_set_identifiers_declarations: [{}], sheets: [{}] }]);
}, 60_000);

test("a lock file of the project stands beside every stack", () => {
  const [cwd, folder] = [temporaryFolder(), temporaryFolder()];
  copyProject(cwd);
  writeFileSync(path.join(cwd, ".terraform.lock.hcl"), "# checksums");
  execFileSync(process.execPath, ["run.mjs", "main.ts"], { cwd, env: { ...process.env, CDKTF_OUTDIR: folder } });
  for (const stack of readdirSync(path.join(folder, "stacks")))
    expect(readFileSync(path.join(folder, "stacks", stack, ".terraform.lock.hcl"), "utf8")).toBe("# checksums");
});
