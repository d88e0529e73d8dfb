import type { S3Client } from "@aws-sdk/client-s3";
import { Arns } from "../../constructs/shared/arn";
import type { EventDeclaration } from "../../declaration/event";
import { pseudonymKeys } from "../../handlers/pseudonyms/kms";
import type { PseudonymKey } from "../../handlers/pseudonyms/pseudonym";
import { accountOf, checkAccount, needCredentials, refusePlaceholder } from "../shared/account";
import { WorkflowApi } from "../lake/workflow-api";
import { installed } from "../shared/installed";
import { athenaRows, athenaRowsAtLast } from "./aws-athena";
import { AwsObjects } from "./aws-objects";
import type { Deployed } from "./deployed";
import { type Endpoints, routeUrl } from "./endpoints";
import { FolderObjects, type Objects } from "./folder-objects";
import type { Answer, Row, StoredObject, Target } from "./target";

/** Seconds that a delivery may take beyond its buffering: Firehose gathers up to 60 s for the transform, which may take 60 more. */
const DELIVERY_SECONDS = 180;
/** How long a request to a route may take, in milliseconds: API Gateway ends its own after 29 s. */
const POST_MILLISECONDS = 40_000;
/** How long putting records may take, in milliseconds. */
const PUT_MILLISECONDS = 20_000;

/** A pipeline in AWS, by the credentials at hand. */
export class AwsTarget implements Target {
  readonly title: string;
  readonly eventBucket: string;
  readonly eventBuckets: readonly string[];
  readonly resultsBucket: string | undefined;
  readonly deliverySeconds: number;
  private readonly clients = new Map<string, { readonly client: S3Client; readonly objects: AwsObjects }>();

  private constructor(
    private readonly deployed: Deployed,
    private readonly endpoints: Endpoints,
  ) {
    const { accountId, region, prefix, eventBucket, copies, resultsBucket, waitSeconds } = deployed;
    const account = accountId === undefined ? "the account of the credentials" : `account ${accountId}`;
    this.title = [account, region, ...(prefix === "" ? [] : [`folder ${prefix}`])].join(", ");
    this.eventBucket = eventBucket;
    this.eventBuckets = [eventBucket, ...copies.map(({ bucket }) => bucket)];
    this.resultsBucket = resultsBucket;
    this.deliverySeconds = waitSeconds + DELIVERY_SECONDS;
  }

  /** @param endpoints where the API answers @throws Error when the account is the placeholder, or not that of the credentials */
  static async open(deployed: Deployed, endpoints: Endpoints): Promise<AwsTarget> {
    const { accountId, region } = deployed;
    if (accountId === undefined) {
      await needCredentials(region);
      return new AwsTarget(deployed, endpoints);
    }
    refusePlaceholder({ ...deployed, accountId });
    const unknown = await checkAccount({ ...deployed, accountId });
    if (unknown !== undefined)
      throw new Error(
        `AWS does not say which account the credentials belong to: ${unknown}; choose a profile (AWS_PROFILE)`,
      );
    return new AwsTarget(deployed, endpoints);
  }

  async post(route: string, body: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
    const response = await fetch(await this.urlOf(route), {
      method: "POST",
      headers,
      body,
      signal: AbortSignal.timeout(POST_MILLISECONDS),
    });
    return { status: response.status, body: await response.text() };
  }

  private urlOf(route: string): Promise<string> {
    const { apiStack } = this.deployed;
    return routeUrl(this.endpoints, apiStack, route, this.deployed.outputsOf(route));
  }

  streamOf(event: EventDeclaration): string {
    return this.deployed.streamOf(event);
  }

  async putRecords(stream: string, records: readonly Buffer[]): Promise<readonly (string | undefined)[]> {
    const { FirehoseClient, FirehoseServiceException, PutRecordBatchCommand } = await installed(
      "@aws-sdk/client-firehose",
      import("@aws-sdk/client-firehose"),
    );
    // One attempt: the SDK would send the whole batch again after a time-out, and what was taken would be there twice.
    const client = new FirehoseClient({ region: this.deployed.region, maxAttempts: 1 });
    try {
      const { RequestResponses = [] } = await client.send(
        new PutRecordBatchCommand({ DeliveryStreamName: stream, Records: records.map((Data) => ({ Data })) }),
        { abortSignal: AbortSignal.timeout(PUT_MILLISECONDS) },
      );
      return records.map((_, index) => RequestResponses[index]?.ErrorCode);
    } catch (error) {
      const status = error instanceof FirehoseServiceException ? error.$metadata.httpStatusCode : undefined;
      const isRefused =
        status !== undefined && (status < 500 || (error as Error).name === "ServiceUnavailableException");
      if (!isRefused) throw error;
      return records.map(() => `${(error as Error).name}: ${(error as Error).message}`);
    } finally {
      client.destroy();
    }
  }

  deliverNow(): Promise<boolean> {
    return Promise.resolve(false);
  }

  async *list(bucket: string, prefix: string): AsyncGenerator<StoredObject> {
    yield* (await this.objects(bucket)).list(bucket, prefix);
  }
  async *versions(bucket: string, prefix: string, after?: string): AsyncGenerator<StoredObject> {
    yield* (await this.objects(bucket)).versions(bucket, prefix, after);
  }
  async folders(bucket: string, prefix: string): Promise<readonly string[]> {
    return (await this.objects(bucket)).folders(bucket, prefix);
  }
  async expirationDays(bucket: string, prefix: string): Promise<number | undefined> {
    return (await this.objects(bucket)).expirationDays?.(bucket, prefix);
  }
  async read(bucket: string, object: Pick<StoredObject, "key" | "versionId">): Promise<Buffer | undefined> {
    return (await this.objects(bucket)).read(bucket, object);
  }
  async write(bucket: string, key: string, body: Buffer | string, absent?: "absent"): Promise<boolean> {
    return (await this.objects(bucket)).write(bucket, key, body, absent);
  }
  async remove(bucket: string, object: Pick<StoredObject, "key" | "versionId">): Promise<void> {
    await (await this.objects(bucket)).remove(bucket, object);
  }

  async replace(bucket: string, object: StoredObject, body: Buffer | undefined): Promise<void> {
    await (await this.objects(bucket)).replace(bucket, object, body);
  }

  query(sql: string): Promise<readonly Row[]> {
    const { region, workgroup, database } = this.deployed;
    return athenaRows(sql, { region, workgroup, database });
  }

  keep(sql: string): Promise<readonly Row[]> {
    const { region, workgroup, lakeWorkgroup = workgroup } = this.deployed;
    return athenaRowsAtLast(sql, { region, workgroup: lakeWorkgroup }); // without a database: it may not be there yet
  }

  async runsUnderWay(event: EventDeclaration): Promise<readonly string[]> {
    const { region, accountId = await accountOf(region) } = this.deployed;
    const workflow = this.deployed.lakeWorkflowOf(event);
    if (workflow === undefined) return [];
    const api = await WorkflowApi.open(region);
    return api.underWay(new Arns({ accountId, region }).stateMachine(workflow));
  }

  async pseudonymKeys(versions: readonly string[]): Promise<readonly PseudonymKey[]> {
    const { pseudonymKey } = this.deployed;
    if (pseudonymKey === undefined) throw new Error("the stacks have no key of pseudonyms");
    await this.objects(this.eventBucket);
    const [{ client } = {}] = this.clients.values(); // whichever: they have the same credentials
    const credentials = await client?.config.credentials();
    if (credentials === undefined) throw new Error("there are no credentials; choose a profile (AWS_PROFILE)");
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    return pseudonymKeys(
      { keyId: pseudonymKey, versions },
      this.deployed.region,
      { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
      process.env["AWS_ENDPOINT_URL_KMS"] ?? process.env["AWS_ENDPOINT_URL"], // as AWS's clients do
    );
  }

  counters(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  close(): Promise<void> {
    for (const { client } of this.clients.values()) client.destroy();
    return Promise.resolve();
  }

  /** By a client of the bucket's own region: one of another is redirected with each request. */
  private async objects(bucket: string): Promise<Objects> {
    const { region, copies, prefix } = this.deployed;
    const objects = await this.objectsIn(copies.find((copy) => copy.bucket === bucket)?.region ?? region);
    return this.eventBuckets.includes(bucket) ? new FolderObjects(objects, prefix) : objects;
  }

  private async objectsIn(there: string): Promise<AwsObjects> {
    const known = this.clients.get(there);
    if (known !== undefined) return known.objects;
    const s3 = await installed("@aws-sdk/client-s3", import("@aws-sdk/client-s3"));
    const client = new s3.S3Client({ region: there, followRegionRedirects: true });
    const objects = new AwsObjects(s3, client);
    this.clients.set(there, { client, objects });
    return objects;
  }
}
