import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { Construct } from "constructs";
import { logRetention } from "./log-retention";

/** Days that logs are kept unless said otherwise. */
export const DEFAULT_RETENTION_DAYS = 30;

export interface LogGroupProps {
  /** Its name, which AWS's services dictate in part. */
  readonly name: string;
  /** The KMS key; its policy must admit CloudWatch Logs. */
  readonly keyArn: string;
  /** Days, one of CloudWatch's own numbers. @default 30 */
  readonly retentionDays?: number;
}

/** A log group that is encrypted and has a retention. It exists before whatever writes to it, which then may not make its own. */
export class LogGroup extends Construct {
  readonly group: CloudwatchLogGroup;

  constructor(scope: Construct, id: string, props: LogGroupProps) {
    super(scope, id);
    logRetention("retentionDays", props.retentionDays);
    this.group = new CloudwatchLogGroup(this, "group", {
      name: props.name,
      kmsKeyId: props.keyArn,
      retentionInDays: props.retentionDays ?? DEFAULT_RETENTION_DAYS,
    });
  }
}
