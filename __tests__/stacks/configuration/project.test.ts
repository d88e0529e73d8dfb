import { builtinModules } from "node:module";
import { build } from "esbuild";
import { environmentsOf } from "../../../stacks/project";
import { synthesize } from "../../../stacks/synthesize";
import { eventTypes } from "../../support/restaurant";
import { bundleFolder, environment } from "../../support/synth";
import { temporaryFolder } from "../../support/tree";

test("whoever only reads the configuration loads no package", async () => {
  const { metafile } = await build({
    entryPoints: ["stacks/project.ts"],
    bundle: true,
    write: false,
    packages: "external",
    platform: "node",
    metafile: true,
  });
  const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map((each) => each.path));
  expect(imported.filter((name) => !name.startsWith("node:") && !builtinModules.includes(name))).toEqual([]);
});

const misnamed = { eventTypes, environments: { staging: environment({ name: "stage" }) } };

test("the file that a message names is called like the key of main.ts, whatever the environment's name is", async () => {
  const { staging } = misnamed.environments;
  const project = (overrides: object) => ({ ...misnamed, environments: { staging: { ...staging, ...overrides } } });
  expect(() => environmentsOf(project({ logRetentionDays: 45 }))).toThrow(
    /^config\/staging\.ts: `logRetentionDays` must be/,
  );
  const bundles = { transform: bundleFolder(), ingest: bundleFolder("ingest") };
  const stray = { throttling: { routes: { "/nowhere": { rateLimit: 1, burstLimit: 1 } } } };
  await expect(synthesize(project(stray), bundles, temporaryFolder())).rejects.toThrow(
    /^config\/staging\.ts: `throttling\.routes` must be one of .*, got "\/nowhere"$/,
  );
});

test("two environments of one name are refused with both files", () => {
  const environments = { dev: environment(), copy: environment() };
  expect(() => environmentsOf({ eventTypes, environments })).toThrow(
    'config/copy.ts: `name` must be another one than that of config/dev.ts, got "dev" twice',
  );
});

test.each(["account", "api", "shared", "state"])(
  "an environment is not called %s, like what the account stack owns: its deploy role could change that",
  (name) => {
    expect(() => environmentsOf({ eventTypes, environments: { own: environment({ name }) } })).toThrow(
      `config/own.ts: \`name\` must be none of account, api, shared, state, which are the account stack's, got "${name}"`,
    );
  },
);
