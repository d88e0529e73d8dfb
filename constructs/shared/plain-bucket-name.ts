// @internal
import { type IResolvable, TerraformElement, TerraformStack, Tokenization } from "cdktf";
import { isReference } from "./validate";

/** What CDKTF's references hold, and don't show. */
type Reference = IResolvable & { readonly identifier?: unknown; readonly originStack?: unknown };

/**
 * A bucket's name as plain text where the app says it: what the resource or the data source was given that the reference points at, in
 * whichever stack. Else a text that is the same for the same reference.
 */
export function plainBucketName(name: string): string {
  if (!isReference(name)) return name;
  const fragments = Tokenization.reverseString(name);
  const { identifier, originStack } = (fragments.length === 1 ? fragments.firstToken : {}) as Partial<Reference>;
  if (typeof identifier !== "string" || !(originStack instanceof TerraformStack)) return name;
  const [, owner = ""] = /([^.]+)\.[^.]+$/.exec(identifier) ?? [];
  const bucket = originStack.node
    .findAll()
    .find((node) => node instanceof TerraformElement && node.friendlyUniqueId === owner && "bucketInput" in node);
  const said = bucket && (bucket as { readonly bucketInput?: unknown }).bucketInput;
  return typeof said === "string" ? plainBucketName(said) : `${originStack.node.path}: ${identifier}`;
}
