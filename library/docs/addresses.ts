import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { ClickstreamPipeline } from "../../constructs/clickstream-pipeline";
import { defineEvent } from "../../declaration/define";
import { string } from "../../declaration/event";
import { bundleHandlers } from "../../handlers/bundle";

const location = { accountId: "111122223333", region: "eu-central-1" };

/** `<type>.<name>` of everything that a pipeline with all options makes, sorted. */
export async function pipelineAddresses(): Promise<readonly string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "clickstream-"));
  try {
    const eventTypes = [
      defineEvent({
        name: "door-opened",
        description: "A guest came in",
        path: "/doors",
        table: "doors_opened",
        fields: { door: string() },
      }),
    ];
    const app = new App({ outdir: folder });
    const stack = new TerraformStack(app, "stack");
    new AwsProvider(stack, "aws", { region: location.region });
    new ClickstreamPipeline(stack, "pipeline", {
      ...location,
      name: "doors",
      eventTypes,
      handlerBundles: await bundleHandlers({ eventTypes, outDir: path.join(folder, "handlers") }),
      ingestion: "lambda",
      storageFormat: "parquet",
      cors: { allowedOrigins: ["*"] },
      waf: {},
      apiKeys: ["till"],
      domain: {
        domainName: "events.example.com",
        certificateArn: `arn:aws:acm:${location.region}:${location.accountId}:certificate/c`,
      },
      allowedNetworks: ["203.0.113.0/24"],
    });
    app.synth();
    const { resource } = JSON.parse(readFileSync(path.join(folder, "stacks/stack/cdk.tf.json"), "utf8")) as {
      resource: Readonly<Record<string, object>>;
    };
    return Object.entries(resource)
      .flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`))
      .sort();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
