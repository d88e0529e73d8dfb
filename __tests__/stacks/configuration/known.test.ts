import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { ClickstreamPipeline } from "../../../constructs/clickstream-pipeline";
import { resolveAccounts } from "../../../stacks/configuration/accounts";
import { resolveContinuousIntegration } from "../../../stacks/configuration/ci";
import { validateEnvironment } from "../../../stacks/configuration/environment";
import { eventTypes } from "../../support/restaurant";
import { bundleFolder, environment, LOCATION, synth } from "../../support/synth";

const pipeline = (options: object): (() => unknown) => {
  const handlerBundles = { transform: bundleFolder(), ingest: bundleFolder("ingest") };
  const props = { ...LOCATION, name: "shop", eventTypes, handlerBundles, ...options };
  return () => synth((scope) => new ClickstreamPipeline(scope, "shop", props));
};

test.each<[option: string, said: object]>([
  ["freshnes", { freshnes: "minutes" }],
  ["alarms.silentHour", { alarms: { silentHour: 3 } }],
  ["cors.maxAge", { cors: { allowedOrigins: ["*"], maxAge: 5 } }],
  ["waf.requestPerAddress", { waf: { requestPerAddress: 100 } }],
  ["lake.windowHour", { lake: { windowHour: 24 } }],
  ["throttling.rate", { throttling: { rate: 3 } }],
])("a misspelt `%s` is refused by an environment and by a pipeline, with what there is", (option, said) => {
  const refused = `\`${option}\` is no option; there are `;
  expect(() => validateEnvironment(environment(said), "config/dev.ts", ["visit"])).toThrow(`config/dev.ts: ${refused}`);
  expect(pipeline(said)).toThrow(refused);
});

test("dashboards, accounts and what workflows may do are held to their options, too", () => {
  const owner = "arn:aws:quicksight:eu-west-1:111122223333:user/default/owner";
  const quickSight = { ownerArns: [owner], importMod: "SPICE" };
  expect(() => validateEnvironment(environment({ quickSight }), "config/dev.ts", ["visit"])).toThrow(
    "config/dev.ts: `quickSight.importMod` is no option; there are ownerArns",
  );
  const account = { accountId: "111122223333", homeRegio: "eu-west-1" };
  expect(() => resolveAccounts([environment()], [account])).toThrow(
    "config/accounts.ts: account 111122223333: `homeRegio` is no option; there are accountId, homeRegion",
  );
  const ci = { accountId: "111122223333", repository: "octo-org/clickstream", branches: "main" };
  expect(() => resolveContinuousIntegration([ci], [environment()])).toThrow(
    "config/ci.ts: `branches` is no option; there are accountId, repository, branch",
  );
});

test("a role of the stack's is taken as it is", () => {
  const handlerBundles = { transform: bundleFolder(), ingest: bundleFolder("ingest") };
  const tree = synth((scope) => {
    const deliveryRole = new IamRole(scope, "ours", { name: "ours", assumeRolePolicy: "{}" });
    new ClickstreamPipeline(scope, "shop", { ...LOCATION, name: "shop", eventTypes, handlerBundles, deliveryRole });
  });
  expect(tree.json).toContain("${aws_iam_role.ours.arn}");
});
