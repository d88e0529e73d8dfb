import { AwsClient } from "aws4fetch";
import { installed } from "../shared/installed";

/** How an execution stands. */
export interface ExecutionState {
  readonly status: string;
  /** Why it failed, where it says. */
  readonly cause: string | undefined;
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What is asked of Step Functions: https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html */
export class WorkflowApi {
  private constructor(
    private readonly region: string,
    private readonly credentials: () => Promise<Credentials>,
    private readonly endpoint: string,
  ) {}

  /** By the credentials at hand, which may be renewed meanwhile. @throws Error when there are none */
  static async open(region: string): Promise<WorkflowApi> {
    const { AthenaClient } = await installed("@aws-sdk/client-athena", import("@aws-sdk/client-athena"));
    const { credentials } = new AthenaClient({ region }).config;
    await credentials();
    const suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
    const endpoint = process.env["AWS_ENDPOINT_URL_SFN"] ?? `https://states.${region}.${suffix}/`;
    return new WorkflowApi(region, credentials, endpoint);
  }

  /** @returns the execution's ARN */
  async start(stateMachineArn: string, input: object): Promise<string> {
    const { executionArn } = await this.call("StartExecution", { stateMachineArn, input: JSON.stringify(input) });
    return String(executionArn);
  }

  async stateOf(executionArn: string): Promise<ExecutionState> {
    const { status, cause, error } = await this.call("DescribeExecution", { executionArn });
    return { status: String(status), cause: (cause ?? error) as string | undefined };
  }

  /** The executions that are under way, by their ARNs. */
  async underWay(stateMachineArn: string): Promise<readonly string[]> {
    const answer = await this.call("ListExecutions", { stateMachineArn, statusFilter: "RUNNING", maxResults: 100 });
    const found = (answer["executions"] ?? []) as readonly { readonly executionArn: string }[];
    return found.map(({ executionArn }) => executionArn);
  }

  /** When the last execution began that succeeded, ISO 8601; undefined when none did. */
  async lastSuccess(stateMachineArn: string): Promise<string | undefined> {
    const answer = await this.call("ListExecutions", { stateMachineArn, statusFilter: "SUCCEEDED", maxResults: 1 });
    const [{ startDate } = {}] = (answer["executions"] ?? []) as readonly { readonly startDate?: number }[];
    return startDate === undefined ? undefined : new Date(startDate * 1000).toISOString();
  }

  private async call(action: string, body: object): Promise<Readonly<Record<string, unknown>>> {
    const { accessKeyId, secretAccessKey, sessionToken } = await this.credentials();
    const credentials = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
    const client = new AwsClient({ ...credentials, service: "states", region: this.region });
    const response = await client.fetch(this.endpoint, {
      method: "POST",
      headers: { "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": `AWSStepFunctions.${action}` },
      body: JSON.stringify(body),
    });
    const answer = (await response.json().catch(() => ({}))) as Readonly<Record<string, unknown>>;
    if (!response.ok) {
      const { __type: type = `HTTP ${response.status}`, message = "" } = answer as Readonly<Record<string, string>>;
      throw new Error(`Step Functions: ${action}: ${type} ${message}`);
    }
    return answer;
  }
}
