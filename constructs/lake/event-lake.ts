import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { Construct } from "constructs";
import type { EventDeclaration } from "../../declaration/event";
import type { Lake } from "../../declaration/lake";
import { deleteBeforeSql, optimizeSql, vacuumSql } from "../../declaration/iceberg";
import { hoursSql } from "../../declaration/lake-hours";
import {
  addColumnSql,
  createLakeSql,
  lakeTableOf,
  mergeSql,
  missingColumnSql,
} from "../../declaration/lake-statements";
import { rollupOf } from "../../declaration/rollup";
import { createRollupSql, dropSql, otherRollupsSql, rollSql, rollupTableOf } from "../../declaration/rollup-statements";
import { Arns } from "../shared/arn";
import type { PipelineNames } from "../shared/pipeline-names";
import { policyDocument, type RoleReference, trustPolicy } from "../shared/policy";
import { lakeStatements, type LakeScope } from "./lake-permissions";
import { type LakeInput, lakeWorkflow, type LakeStatements } from "./lake-workflow";
import { holder } from "../shared/placed-role";

export interface EventLakeProps extends Omit<LakeScope, "stateMachineName"> {
  /** What its resources are called. */
  readonly names: PipelineNames;
  /** How the table is kept. */
  readonly lake: Lake;
  /** The role by which schedules start the workflow. */
  readonly scheduleRole: RoleReference;
}

/** Minutes past the hour: the hour's last objects are there, and the daily run does not begin with a merge. */
const MERGE_MINUTE = 10;
const UPKEEP_MINUTE = 40;
const UPKEEP_HOUR = 3;
/** A run that could not be started for so long is left to the next. */
const LATEST_START_SECONDS = 3600;

/** An event type's curated table: the workflow that makes and keeps it, and its schedules. The table itself is the engine's. */
export class EventLake extends Construct {
  readonly stateMachine: SfnStateMachine;
  readonly schedules: readonly SchedulerSchedule[];
  /** Hours of landing that the view reads beside the table. */
  readonly windowHours: number;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: EventLakeProps,
  ) {
    super(scope, id);
    const { names, event, lake } = props;
    this.windowHours = lake.windowHours;
    this.stateMachine = this.createWorkflow(this.createRole());
    this.schedules = [
      this.schedule(
        "merge",
        names.lakeSchedule("merge", event.name),
        `cron(${MERGE_MINUTE} ${lake.mergeHours === 24 ? "0" : `0/${lake.mergeHours}`} * * ? *)`, // there is no hour 24
      ),
      this.schedule(
        "upkeep",
        names.lakeSchedule("upkeep", event.name),
        `cron(${UPKEEP_MINUTE} ${UPKEEP_HOUR} * * ? *)`,
      ),
    ];
  }

  private get stateMachineName(): string {
    return this.props.names.lakeWorkflow(this.props.event.name);
  }

  private createRole(): IamRole {
    const { names, event, accountId } = this.props;
    const stateMachineArn = new Arns(this.props).stateMachine(this.stateMachineName);
    const role = new IamRole(this, "role", {
      name: names.lakeRole(event.name),
      description: `Keeps the curated table of ${event.name}`,
      assumeRolePolicy: trustPolicy("states.amazonaws.com", {
        StringEquals: { "aws:SourceAccount": accountId },
        ArnEquals: { "aws:SourceArn": stateMachineArn },
      }),
    });
    return role;
  }

  private createWorkflow(role: IamRole): SfnStateMachine {
    const { event, workgroupName } = this.props;
    const policy = new IamRolePolicy(this, "policy", {
      name: "keep-curated-table",
      role: holder(role),
      policy: policyDocument(...lakeStatements({ ...this.props, stateMachineName: this.stateMachineName })),
    });
    const arns = new Arns(this.props);
    return new SfnStateMachine(this, "workflow", {
      name: this.stateMachineName,
      roleArn: role.arn,
      type: "STANDARD",
      definition: JSON.stringify(
        lakeWorkflow(statementsOf(event, this.props), workgroupName, (call) => arns.integration(call)),
      ),
      dependsOn: [policy],
    });
  }

  private schedule(task: LakeInput["task"], name: string, scheduleExpression: string): SchedulerSchedule {
    const { event, scheduleRole } = this.props;
    const input: LakeInput = { task, scheduledTime: "<aws.scheduler.scheduled-time>", since: "" };
    return new SchedulerSchedule(this, task, {
      name,
      description: `${task === "merge" ? "Merges what landed" : "Merges what landed, and tidies up"}: ${event.name}`,
      scheduleExpression,
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: this.stateMachine.arn,
        roleArn: scheduleRole.arn,
        input: JSON.stringify(input),
        retryPolicy: { maximumEventAgeInSeconds: LATEST_START_SECONDS, maximumRetryAttempts: 10 },
      },
    });
  }
}

/** What the workflow runs. */
export function statementsOf(
  event: EventDeclaration,
  {
    format,
    lake,
    databaseName,
    bucketName,
    prefix = "",
  }: Pick<EventLakeProps, "format" | "lake" | "databaseName" | "bucketName" | "prefix">,
): LakeStatements {
  const place = { databaseName, bucketName, prefix };
  const rollup = lake.rollups === true ? rollupOf(event) : undefined;
  const table = lakeTableOf(event, databaseName);
  const figures = rollup && rollupTableOf(rollup, databaseName);
  const { expirationDays } = lake;
  return {
    create: createLakeSql(event, lake, place),
    missingColumn: missingColumnSql(event, place),
    addColumn: addColumnSql(event, place),
    hours: hoursSql(lake, figures),
    merge: mergeSql(event, format, lake, databaseName),
    ...(rollup && {
      rollup: {
        create: createRollupSql(rollup, place),
        roll: rollSql(event, rollup, databaseName),
        others: otherRollupsSql(event, rollup, databaseName),
        drop: dropSql(databaseName),
      },
    }),
    upkeep: {
      ...(expirationDays !== undefined && { DeleteOldEvents: deleteBeforeSql(table, expirationDays) }),
      MakeFilesFew: optimizeSql(table),
      ForgetOldFiles: vacuumSql(table),
      ...(figures && {
        ...(expirationDays !== undefined && { DeleteOldFigures: deleteBeforeSql(figures, expirationDays) }),
        MakeFilesOfFiguresFew: optimizeSql(figures),
        ForgetOldFilesOfFigures: vacuumSql(figures),
      }),
    },
  };
}
