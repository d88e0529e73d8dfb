import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { QuicksightDataSource } from "@cdktf/provider-aws/lib/quicksight-data-source";
import { Construct } from "constructs";
import { policyDocument } from "../shared/policy";
import { queryStatements, type QueryScope } from "../catalog/query-permissions";
import { checkText } from "../shared/validate";
import { checkDashboardOptions, type DashboardOptions } from "./dashboard-options";
import { ownedBy } from "./owners";

/** What QuickSight takes as an id; ours are names too. */
export const QUICKSIGHT_ID = /^[\w-]{1,128}$/;
/** What that says, for messages. */
export const QUICKSIGHT_ID_RULE = "at most 128 letters, digits, hyphens and underscores";

export interface AthenaSourceProps extends QueryScope, Pick<DashboardOptions, "ownerArns" | "serviceRoleName"> {
  /** ID and name of the data source. */
  readonly sourceName: string;
  /** Name of the policy that lets QuickSight query. */
  readonly policyName: string;
}

/** Athena as QuickSight's source of data, and what its role must be allowed for that. */
export class AthenaSource extends Construct {
  readonly source: QuicksightDataSource;
  readonly policy: IamPolicy;
  readonly attachment: IamRolePolicyAttachment | undefined;

  constructor(scope: Construct, id: string, props: AthenaSourceProps) {
    super(scope, id);
    checkText("sourceName", props.sourceName, QUICKSIGHT_ID, QUICKSIGHT_ID_RULE);
    checkDashboardOptions(props);
    this.policy = this.createPolicy(props);
    this.attachment = this.attach(props);
    this.source = this.createSource(props);
  }

  private createPolicy(props: AthenaSourceProps): IamPolicy {
    return new IamPolicy(this, "policy", {
      name: props.policyName,
      description: `QuickSight queries ${props.databaseName} with it`,
      policy: policyDocument(...queryStatements(props)),
    });
  }

  private attach({ serviceRoleName }: AthenaSourceProps): IamRolePolicyAttachment | undefined {
    return serviceRoleName === undefined
      ? undefined
      : new IamRolePolicyAttachment(this, "attachment", { role: serviceRoleName, policyArn: this.policy.arn });
  }

  private createSource(props: AthenaSourceProps): QuicksightDataSource {
    return new QuicksightDataSource(this, "source", {
      dataSourceId: props.sourceName,
      name: props.sourceName,
      type: "ATHENA",
      parameters: { athena: { workGroup: props.workgroupName } },
      permission: ownedBy(props.ownerArns, "dataSource"),
      ...(this.attachment && { dependsOn: [this.attachment] }), // QuickSight tries the connection when the source is made
    });
  }
}
