// Brings curated tables up to date, then `clickstream smoke ENVIRONMENT`, against AWS, for a job that has installed nothing: `.ci/self-contained.ts` makes one file of it.
// usage: node smoke.cjs ENVIRONMENT OUTPUTS, in the project's folder; OUTPUTS as .ci/privileged/apply.ts writes them
import { FirstRun } from "../cli/lake/first-run";
import { WorkflowApi } from "../cli/lake/workflow-api";
import { workflowsOf } from "../cli/lake/workflows";
import { AwsTarget } from "../cli/pipelines/aws";
import { deployedEnvironment } from "../cli/pipelines/project-source";
import { Progress } from "../cli/shared/progress";
import { environmentNamed } from "../cli/shared/project";
import { runSmokeTest } from "../cli/smoke/smoke";
import { project } from "../main";
import { environmentsOf } from "../stacks/project";

async function smoke(name = "", outputs = ""): Promise<void> {
  const environment = environmentNamed(name, environmentsOf(project));
  const deployed = deployedEnvironment(environment);
  const target = await AwsTarget.open(deployed, { outputs, cdktfOut: "cdktf.out" });
  try {
    const workflows = workflowsOf(environment, project.eventTypes);
    if (workflows.length > 0) {
      console.error("Curated tables get what the applied stacks ask of them");
      const api = await WorkflowApi.open(environment.region);
      const place = { target, database: deployed.database, api, progress: new Progress() };
      await new FirstRun(workflows, place).after();
    }
    const isRight = await runSmokeTest(target, project.eventTypes, { deployed, headers: {}, query: true });
    process.exitCode = isRight ? 0 : 1;
  } finally {
    await target.close();
  }
}

smoke(...process.argv.slice(2)).catch((error: unknown) => {
  console.error(`smoke: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
