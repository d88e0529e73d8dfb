import type { Construct } from "constructs";
import { lakeOf } from "../constructs/lake/lake-options";
import { PipelineLake } from "../constructs/lake/pipeline-lake";
import { readFormatOf } from "../constructs/shared/event-options";
import { type ComponentStackProps, EnvironmentStack, WHOLE } from "./environment-stack";

/** The workflows that keep the curated tables. */
export class LakeStack extends EnvironmentStack {
  constructor(
    scope: Construct,
    private readonly props: ComponentStackProps,
  ) {
    super(scope, props.environment, "lake");
    const { eventLakes } = this.createLake();
    for (const [name, { stateMachine }] of eventLakes)
      this.output(`workflow-${name}`, `Workflow of the curated table of ${name}`, stateMachine.arn);
  }

  private createLake(): PipelineLake {
    const { environment, eventTypes, keyArn } = this.props;
    return new PipelineLake(this, WHOLE, {
      ...this.location,
      names: this.names,
      types: eventTypes.map((event) => ({
        event,
        format: readFormatOf(environment, event),
        lake: lakeOf(environment, event),
      })),
      databaseName: this.names.database(),
      bucketName: this.names.eventBucket(),
      resultsBucketName: this.names.resultsBucket(),
      keyArn,
    });
  }
}
