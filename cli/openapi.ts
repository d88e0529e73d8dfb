import { Command } from "commander";
import { openApi } from "../declaration/openapi";
import { environmentNamed, loadProject } from "./shared/project";

/** `clickstream openapi`: the API's description, as docs/openapi.json holds it for dev. */
export function openApiCommand(): Command {
  return new Command("openapi")
    .description("print the OpenAPI 3.1 document of the ingestion API")
    .option("--env <name>", "environment whose way of ingestion it describes (default: the first of main.ts)")
    .option("--server-url <url>", "where the API answers, with the stage", "https://api.example.com/dev")
    .action(async ({ env, serverUrl }: { readonly env?: string; readonly serverUrl: string }) => {
      const { environments, eventTypes } = await loadProject();
      const environment = env === undefined ? environments[0] : environmentNamed(env, environments);
      console.log(
        JSON.stringify(openApi(eventTypes, { mode: environment?.ingestion ?? "firehose", serverUrl }), undefined, 2),
      );
    });
}
