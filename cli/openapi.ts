import { Command } from "commander";
import { loadEnvironments } from "../config";
import { eventTypes } from "../events";
import { openApi } from "../declaration/openapi";

/** `clickstream openapi`: the API's description, as docs/openapi.json holds it for dev. */
export function openApiCommand(): Command {
  return new Command("openapi")
    .description("print the OpenAPI 3.1 document of the ingestion API")
    .option("--env <name>", "environment whose way of ingestion it describes", "dev")
    .option("--server-url <url>", "where the API answers, with the stage", "https://api.example.com/dev")
    .action(({ env, serverUrl }: { readonly env: string; readonly serverUrl: string }) => {
      const environments = loadEnvironments();
      const environment = environments.find(({ name }) => name === env);
      if (environment === undefined)
        throw new Error(`no environment "${env}"; there are ${environments.map(({ name }) => name).join(", ")}`);
      console.log(
        JSON.stringify(openApi(eventTypes, { mode: environment.ingestion ?? "firehose", serverUrl }), undefined, 2),
      );
    });
}
