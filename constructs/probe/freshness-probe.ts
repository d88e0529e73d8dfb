import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { Construct } from "constructs";
import { exampleOf } from "../../declaration/example";
import type { ProbeInput } from "../../declaration/probe";
import { sourcesOf } from "../../declaration/sql";
import { Arns } from "../shared/arn";
import { BundledFunction, type FunctionProps } from "../shared/bundled-function";
import type { PipelineNames } from "../shared/pipeline-names";
import { holder, placedRole } from "../shared/placed-role";
import { policyDocument, trustPolicy } from "../shared/policy";
import { allow } from "../shared/statements";
import { withoutUndefined } from "../shared/without-undefined";
import type { ProbeSettings } from "./probe-options";
import { type ProbeScope, probeStatements } from "./probe-permissions";

export interface FreshnessProbeProps extends ProbeScope, Pick<FunctionProps, "logRetentionDays" | "rolePath"> {
  /** What its resources are called. */
  readonly names: PipelineNames;
  /** What it posts. */
  readonly settings: ProbeSettings;
  /** The URL that a path is posted to. */
  readonly urlForPath: (path: string) => string;
  /** Seconds between two questions. */
  readonly everySeconds: number;
  /** Seconds after which no more is asked. */
  readonly longestSeconds: number;
  /** Absolute path of the folder of its function's finished bundle. @default none: an error */
  readonly probeBundle: string | undefined;
}

/** By then what came in the hour before has been delivered. */
const MINUTE = 25;
/** What is late by so much is left to the next hour. */
const LATEST_START_SECONDS = 600;
/** It waits most of the time. */
const MEMORY_MIB = 128;
/** For the question about silence, behind the others. */
const MORE_SECONDS = 60;
/** Its timestamps: any moment will do, the same in each synthesis. */
const EXAMPLE_TIME = Date.UTC(2024, 0, 1);

/** Measures from outside how long it takes from a click to an answer: a function that posts and asks, and its schedule. */
export class FreshnessProbe extends Construct {
  readonly function: BundledFunction;
  readonly schedule: SchedulerSchedule;

  /** @throws Error when the event type is retired, or there is no bundle */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: FreshnessProbeProps,
  ) {
    super(scope, id);
    this.function = this.createFunction();
    this.schedule = this.createSchedule(this.createScheduleRole());
  }

  private createFunction(): BundledFunction {
    const { names, keyArn, probeBundle, databaseName, workgroupName, longestSeconds } = this.props;
    const { logRetentionDays, rolePath } = this.props;
    if (probeBundle === undefined) throw new Error("`handlerBundles.probe` must be given with `freshnessProbe`");
    const made = new BundledFunction(this, "function", {
      functionName: names.probeFunction(),
      bundlePath: probeBundle,
      keyArn,
      description: "Posts a marked event and measures when SQL answers for it",
      memoryMiB: MEMORY_MIB,
      timeoutSeconds: longestSeconds + MORE_SECONDS,
      variables: { DATABASE: databaseName, WORKGROUP: workgroupName },
      variablesProp: "databaseName",
      ...withoutUndefined({ logRetentionDays, rolePath }),
    });
    new IamRolePolicy(this, "ask", {
      name: "ask",
      role: holder(made.role),
      policy: policyDocument(...probeStatements(this.props)),
    });
    return made;
  }

  private createScheduleRole(): IamRole {
    const { names, accountId, rolePath } = this.props;
    const role = new IamRole(this, "schedule-role", {
      ...placedRole(names.probeScheduleRole(), rolePath),
      description: "Starts the freshness probe",
      assumeRolePolicy: trustPolicy("scheduler.amazonaws.com", { StringEquals: { "aws:SourceAccount": accountId } }),
    });
    new IamRolePolicy(this, "schedule-policy", {
      name: "start-probe",
      role: holder(role),
      policy: policyDocument(
        allow("Start", "lambda:InvokeFunction", new Arns(this.props).lambda(names.probeFunction())),
      ),
    });
    return role;
  }

  private createSchedule(role: IamRole): SchedulerSchedule {
    return new SchedulerSchedule(this, "schedule", {
      name: this.props.names.probeSchedule(),
      description: "Measures how fresh answers are",
      scheduleExpression: `cron(${MINUTE} * * * ? *)`,
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: this.function.function.arn,
        roleArn: role.arn,
        input: JSON.stringify(this.input()),
        retryPolicy: { maximumEventAgeInSeconds: LATEST_START_SECONDS, maximumRetryAttempts: 3 },
      },
    });
  }

  private input(): ProbeInput {
    const { settings, types, urlForPath, everySeconds, longestSeconds } = this.props;
    const posted = types.find(({ event }) => event.name === settings.eventType)?.event;
    if (posted === undefined)
      throw new Error(`\`freshnessProbe.eventType\` must be sent still, got "${settings.eventType}", which is retired`);
    return {
      url: urlForPath(posted.path),
      eventType: posted.name,
      event: exampleOf(posted, 0, EXAMPLE_TIME),
      types: types.map(({ event, format }) => ({
        eventType: event.name,
        tables: sourcesOf(event, format).map(({ table }) => table),
      })),
      everySeconds,
      longestSeconds,
    };
  }
}
