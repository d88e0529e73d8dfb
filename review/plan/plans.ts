import { objectOf, textOf } from "./json";
import type { Change, Plan } from "./plan";

/** What has a life of its own, and what others call it by. */
const OWNERS: Readonly<Record<string, readonly string[]>> = {
  aws_api_gateway_resource: ["id"],
  aws_api_gateway_rest_api: ["id"],
  aws_backup_vault: ["id", "name"],
  aws_cloudwatch_log_group: ["id", "name"],
  aws_dynamodb_table: ["id", "name", "arn"],
  aws_ecr_repository: ["id", "name"],
  aws_efs_file_system: ["id"],
  aws_iam_group: ["id", "name"],
  aws_iam_role: ["id", "name"],
  aws_iam_user: ["id", "name"],
  aws_kinesis_firehose_delivery_stream: ["name"],
  aws_kms_key: ["id", "key_id", "arn"],
  aws_lambda_function: ["id", "function_name", "arn"],
  aws_s3_bucket: ["id", "bucket"],
  aws_secretsmanager_secret: ["id", "arn"],
  aws_sns_topic: ["id", "arn"],
  aws_sqs_queue: ["id", "url"],
};

/** What one stack's plan makes and destroys. */
interface Lives {
  readonly created: ReadonlySet<string>;
  readonly gone: ReadonlySet<string>;
  readonly replaced: ReadonlySet<string>;
  readonly renames: readonly (readonly [RegExp, string])[];
}

/** The reviewed plans, for looking from one change at the others of its stack. Another stack may be of another account, where a name means something else. */
export class Plans {
  readonly changes: readonly Change[];
  private readonly lives: ReadonlyMap<string, Lives>;

  constructor(plans: readonly Plan[]) {
    this.changes = plans.flatMap(({ changes }) => changes).filter(({ mode }) => mode === "managed");
    this.lives = new Map(plans.map(({ stack }) => [stack, livesOf(this.of(stack))]));
  }

  /** The changes of one stack. */
  of(stack: string): readonly Change[] {
    return this.changes.filter((change) => change.stack === stack);
  }

  /** Whether what an attribute names is made by the same plan; a name that is not known yet is that of something new. */
  isNew({ stack, after, unknown }: Change, key: string): boolean {
    return objectOf(unknown)[key] === true || this.lives.get(stack)?.created.has(textOf(after[key]) ?? "") === true;
  }

  /** Whether what an attribute names goes away with the same plan, for good. */
  isGone({ stack, before }: Change, key: string): boolean {
    return this.lives.get(stack)?.gone.has(textOf(before[key]) ?? "") === true;
  }

  /** Whether it goes away, even if another takes its place. */
  isDestroyed(change: Change, key: string): boolean {
    return (
      this.isGone(change, key) || this.lives.get(change.stack)?.replaced.has(textOf(change.before[key]) ?? "") === true
    );
  }

  /** The text with the new names of what is replaced under another name: a permission on it goes over to its successor. */
  renamed({ stack }: Change, text: string): string {
    return (this.lives.get(stack)?.renames ?? []).reduce((rest, [old, fresh]) => rest.replace(old, () => fresh), text);
  }
}

function livesOf(changes: readonly Change[]): Lives {
  const names = (action: Change["action"], side: "before" | "after"): ReadonlySet<string> =>
    new Set(
      changes
        .filter((change) => change.action === action && change.deposed === undefined)
        .flatMap((change) => (OWNERS[change.type] ?? []).map((key) => textOf(change[side][key])))
        .filter((name) => name !== undefined),
    );
  return {
    created: names("create", "after"),
    gone: names("delete", "before"),
    replaced: names("replace", "before"),
    renames: changes.filter(({ action }) => action === "replace").flatMap(renameOf),
  };
}

/** The old name, where it stands as a whole, and the new one. */
function renameOf({ type, before, after }: Change): readonly (readonly [RegExp, string])[] {
  return (OWNERS[type] ?? []).flatMap((key) => {
    const [old, fresh] = [textOf(before[key]), textOf(after[key])];
    if (old === undefined || fresh === undefined || old.length < 3 || old === fresh) return [];
    return [[new RegExp(`(?<![\\w.-])${old.replace(/[^\w-]/g, "\\$&")}(?![\\w.-])`, "g"), fresh] as const];
  });
}
