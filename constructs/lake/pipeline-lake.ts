import { AthenaWorkgroup } from "@cdktf/provider-aws/lib/athena-workgroup";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import type { StoredEventType } from "../../declaration/pipeline-queries";
import { ENGINE_VERSION } from "../shared/athena";
import { Arns, type AwsLocation } from "../shared/arn";
import type { BucketFolder } from "../shared/bucket-folder";
import type { PipelineNames } from "../shared/pipeline-names";
import { policyDocument, trustPolicy } from "../shared/policy";
import { allow } from "../shared/statements";
import { EventLake } from "./event-lake";
import { holder } from "../shared/placed-role";

export interface PipelineLakeProps extends AwsLocation, BucketFolder {
  /** What its resources are called. */
  readonly names: PipelineNames;
  /** The event types, each with how it is stored; those without a curated table are passed over. */
  readonly types: readonly StoredEventType[];
  /** The Glue database of landing's tables and the curated ones, as plain text. */
  readonly databaseName: string;
  /** The bucket of what landed and of the curated tables. */
  readonly bucketName: string;
  /** The bucket of Athena's results. */
  readonly resultsBucketName: string;
  /** The KMS key of both buckets. */
  readonly keyArn: string;
}

/** Where the upkeep's results lie in the bucket of results. */
const RESULTS_FOLDER = "lake/";

/** The curated tables of a pipeline: a workgroup without a limit of what a merge may read, and for each event type its workflow. */
export class PipelineLake extends Construct {
  readonly workgroup: AthenaWorkgroup;
  readonly eventLakes: ReadonlyMap<string, EventLake>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PipelineLakeProps,
  ) {
    super(scope, id);
    this.workgroup = this.createWorkgroup();
    this.eventLakes = this.createLakes();
  }

  private createWorkgroup(): AthenaWorkgroup {
    const { names, databaseName, resultsBucketName, accountId, keyArn } = this.props;
    return new AthenaWorkgroup(this, "workgroup", {
      name: names.lakeWorkgroup(),
      description: `Upkeep of the curated tables of ${databaseName}`,
      forceDestroy: true, // nobody's queries are kept there
      configuration: {
        enforceWorkgroupConfiguration: true,
        publishCloudwatchMetricsEnabled: true,
        engineVersion: { selectedEngineVersion: ENGINE_VERSION },
        resultConfiguration: {
          outputLocation: `s3://${resultsBucketName}/${RESULTS_FOLDER}`,
          expectedBucketOwner: accountId,
          encryptionConfiguration: { encryptionOption: "SSE_KMS", kmsKeyArn: keyArn },
        },
      },
    });
  }

  private createLakes(): ReadonlyMap<string, EventLake> {
    const scheduleRole = this.createScheduleRole();
    const { types, ...place } = this.props;
    return new Map(
      types.flatMap(({ event, format, lake }) =>
        lake === undefined
          ? []
          : [
              [
                event.name,
                new EventLake(this, event.table, {
                  ...place,
                  event,
                  format,
                  lake,
                  scheduleRole,
                  workgroupName: place.names.lakeWorkgroup(),
                  resultsFolder: RESULTS_FOLDER,
                }),
              ] as const,
            ],
      ),
    );
  }

  private createScheduleRole(): IamRole {
    const { names, types, accountId } = this.props;
    const arns = new Arns(this.props);
    const role = new IamRole(this, "schedule-role", {
      name: names.scheduleRole(),
      description: "Starts the workflows of the curated tables",
      assumeRolePolicy: trustPolicy("scheduler.amazonaws.com", { StringEquals: { "aws:SourceAccount": accountId } }),
    });
    const workflows = types
      .filter(({ lake }) => lake !== undefined)
      .map(({ event }) => arns.stateMachine(names.lakeWorkflow(event.name)));
    new IamRolePolicy(this, "schedule-policy", {
      name: "start-workflows",
      role: holder(role),
      policy: policyDocument(allow("Start", "states:StartExecution", workflows)),
    });
    return role;
  }
}
