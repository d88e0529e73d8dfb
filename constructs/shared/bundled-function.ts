// @internal
import { existsSync } from "node:fs";
import path from "node:path";
import { DataArchiveFile } from "@cdktf/provider-archive/lib/data-archive-file";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { AssetType, TerraformAsset } from "cdktf";
import { Construct } from "constructs";
import { withoutUndefined } from "./without-undefined";
import { FUNCTION_OPTIONS, type FunctionOptions } from "./function-options";
import { LogGroup } from "./log-group";
import { functionMetric, type Metric, type MetricOptions } from "./metric";
import { holder, placedRole } from "./placed-role";
import { policyDocument, trustPolicy } from "./policy";
import { allow } from "./statements";
import { longestBytes } from "./terraform-expression";
import { checkName, checkOptions } from "./validate";

/** Memory buys CPU: room for a 3 MB batch several times over, and it answers well within a second. */
export const DEFAULT_MEMORY_MIB = 512;
/** All variables together: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LONGEST_ENVIRONMENT_BYTES = 4096;

/** What every function of the pipeline is told. */
export interface FunctionProps extends FunctionOptions {
  /** Its name, at most 64 letters, digits, hyphens and underscores. */
  readonly functionName: string;
  /** Name of its own role. @default the function's name */
  readonly roleName?: string;
  /** Path of its own role, which then has a hash of it in its name: another path is another role. @default "/" */
  readonly rolePath?: string;
  /** Absolute path of the folder of the finished bundle: `index.mjs`, exporting `handler`. */
  readonly bundlePath: string;
  /** The KMS key of its logs. */
  readonly keyArn: string;
  /** What it makes pseudonyms by; it may use that key. @default none */
  readonly pseudonyms?: PseudonymSource;
}

/** What pseudonyms are made by. */
export interface PseudonymSource {
  /** The key, for GENERATE_VERIFY_MAC. */
  readonly keyArn: string;
  /** The first is for new values, the others are still known. */
  readonly versions: readonly string[];
}

/** What the kind of function decides. */
export interface BundledFunctionProps extends FunctionProps {
  readonly description: string;
  /** Seconds, checked by the kind of function. */
  readonly timeoutSeconds: number;
  /** The environment, by name. */
  readonly variables: Record<string, string>;
  /** The prop that makes the environment long, for the message. */
  readonly variablesProp: string;
}

/** A Lambda: a finished bundle, zipped by Terraform, with a role and a log group of its own. */
export class BundledFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: IamRole;
  readonly logs: LogGroup;
  private readonly functionName: string;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    validate(props);
    this.functionName = props.functionName;
    this.logs = this.createLogs(props);
    this.role = this.createRole(props);
    const permissions = this.allowLogsAndTraces();
    this.function = this.createFunction(props, this.zip(props), permissions);
    if (props.pseudonyms) this.allowPseudonyms(props.pseudonyms);
  }

  /** Times that it was called and ran. */
  metricInvocations(options?: MetricOptions): Metric {
    return functionMetric("Invocations", this.functionName, options);
  }
  /** Invocations that ended in an error, out of time or out of memory. */
  metricErrors(options?: MetricOptions): Metric {
    return functionMetric("Errors", this.functionName, options);
  }
  /** Invocations that were refused because too many ran already. */
  metricThrottles(options?: MetricOptions): Metric {
    return functionMetric("Throttles", this.functionName, options);
  }
  /** Milliseconds of an invocation. */
  metricDuration(options?: MetricOptions): Metric {
    return functionMetric("Duration", this.functionName, options);
  }
  /** Invocations at once. */
  metricConcurrentExecutions(options?: MetricOptions): Metric {
    return functionMetric("ConcurrentExecutions", this.functionName, options);
  }

  private createLogs(props: BundledFunctionProps): LogGroup {
    return new LogGroup(this, "logs", {
      name: `/aws/lambda/${props.functionName}`,
      keyArn: props.keyArn,
      ...withoutUndefined({ retentionDays: props.logRetentionDays }),
    });
  }

  private createRole(props: BundledFunctionProps): IamRole {
    return new IamRole(this, "role", {
      ...placedRole(props.roleName ?? props.functionName, props.rolePath),
      description: `${props.functionName} runs with it`,
      assumeRolePolicy: trustPolicy("lambda.amazonaws.com"),
    });
  }

  private allowLogsAndTraces(): IamRolePolicy {
    return new IamRolePolicy(this, "logs-and-traces", {
      name: "logs-and-traces",
      role: holder(this.role),
      policy: policyDocument(
        allow("Logs", ["logs:CreateLogStream", "logs:PutLogEvents"], `${this.logs.group.arn}:*`),
        allow("Traces", ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"), // X-Ray knows no resource here
      ),
    });
  }

  /** Zipped by Terraform from a copy in the output folder: the same bytes on any machine, which an asset of type ARCHIVE isn't. */
  private zip(props: BundledFunctionProps): DataArchiveFile {
    const bundle = new TerraformAsset(this, "bundle", { path: props.bundlePath, type: AssetType.DIRECTORY });
    return new DataArchiveFile(this, "zip", {
      type: "zip",
      sourceDir: bundle.path,
      outputPath: `${bundle.path}.zip`,
      outputFileMode: "0644",
    });
  }

  private allowPseudonyms({ keyArn }: PseudonymSource): void {
    new IamRolePolicy(this, "make-pseudonyms", {
      name: "make-pseudonyms",
      role: holder(this.role),
      policy: policyDocument({ Sid: "MakePseudonyms", Effect: "Allow", Action: "kms:GenerateMac", Resource: keyArn }),
    });
  }

  private createFunction(
    props: BundledFunctionProps,
    zip: DataArchiveFile,
    permissions: IamRolePolicy,
  ): LambdaFunction {
    return new LambdaFunction(this, "function", {
      functionName: props.functionName,
      description: props.description,
      role: this.role.arn,
      filename: zip.outputPath,
      sourceCodeHash: zip.outputBase64Sha256,
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "index.handler",
      timeout: props.timeoutSeconds,
      memorySize: props.memoryMiB ?? DEFAULT_MEMORY_MIB,
      environment: { variables: { ...props.variables, ...(props.pseudonyms && pseudonymVariables(props.pseudonyms)) } },
      tracingConfig: { mode: "Active" },
      loggingConfig: {
        logFormat: "JSON",
        logGroup: this.logs.group.name,
        applicationLogLevel: "INFO",
        systemLogLevel: "INFO",
      },
      ...withoutUndefined({ reservedConcurrentExecutions: props.reservedConcurrency }),
      dependsOn: [permissions], // Lambda refuses tracing to a role that may not trace yet
    });
  }
}

/** What a function is told of them: which key, never what it makes. */
const pseudonymVariables = ({ keyArn, versions }: PseudonymSource): Record<string, string> => ({
  PSEUDONYMS: JSON.stringify({ keyId: keyArn, versions }),
});

function validate(props: BundledFunctionProps): void {
  checkName("functionName", props.functionName, 64);
  checkOptions(FUNCTION_OPTIONS, props);
  if (!path.isAbsolute(props.bundlePath) || !existsSync(path.join(props.bundlePath, "index.mjs"))) {
    throw new Error(
      `\`bundlePath\` must be the absolute path of a folder that holds index.mjs, got "${props.bundlePath}"; bundle the handlers first`,
    );
  }
  const bytes = Object.entries(props.variables)
    .flat()
    .reduce((sum, text) => sum + longestBytes(text), 0);
  if (bytes > LONGEST_ENVIRONMENT_BYTES) {
    const rule = `must fit a Lambda's ${LONGEST_ENVIRONMENT_BYTES} bytes of environment, got ${bytes}`;
    throw new Error(`\`${props.variablesProp}\` ${rule}; split the streams over two functions`);
  }
}
