import { createHmac, randomBytes } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { writeDurably } from "../files/files";
import { Arguments } from "../tree/arguments";
import type { Tree } from "../tree/tree";

/** What a call answers. */
export interface KmsAnswer {
  readonly status: number;
  readonly body: string;
}

const ALGORITHM = "HMAC_SHA_256";
const KEY_BYTES = 32;
/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html */
const LONGEST_MESSAGE_BYTES = 4096;

/** KMS as far as keys for GENERATE_VERIFY_MAC go: each is a random one, kept in the data folder. */
export class KmsService {
  private constructor(
    /** By ARN, id and alias. */
    private readonly keys: ReadonlyMap<string, { readonly arn: string; readonly key: Buffer }>,
  ) {}

  /** Reads the tree's keys of that kind, and makes what they have none of yet. @param folder where they are kept */
  static async open(tree: Tree, folder: string): Promise<KmsService> {
    const keys = new Map<string, { readonly arn: string; readonly key: Buffer }>();
    for (const resource of tree.resources("aws_kms_key")) {
      const args = new Arguments(resource);
      if (args.optionalString("key_usage") !== "GENERATE_VERIFY_MAC") continue;
      const spec = args.optionalString("customer_master_key_spec");
      if (spec !== "HMAC_256")
        args.fail("customer_master_key_spec", `must be HMAC_256 to run here, got "${spec ?? ""}"`);
      const [id, arn] = [tree.attribute(resource, "key_id"), tree.attribute(resource, "arn")];
      const known = { arn, key: await keyIn(path.join(folder, id)) };
      keys.set(id, known).set(arn, known);
      for (const alias of tree.resources("aws_kms_alias")) {
        const names = new Arguments(alias);
        if (names.string("target_key_id") === id) keys.set(names.string("name"), known);
      }
    }
    return new KmsService(keys);
  }

  /** Answers a call of the API. */
  call(action: string, body: string): KmsAnswer {
    const refuse = (type: string, message: string): KmsAnswer => ({
      status: 400,
      body: JSON.stringify({ __type: type, message }),
    });
    if (action !== "GenerateMac") return refuse("UnknownOperationException", `${action} is not known to the local run`);
    const { KeyId = "", Message = "", MacAlgorithm } = parsed(body);
    const known = this.keys.get(KeyId);
    if (known === undefined) return refuse("NotFoundException", "There is no such key");
    const message = Buffer.from(Message, "base64");
    if (MacAlgorithm !== ALGORITHM || message.length === 0 || message.length > LONGEST_MESSAGE_BYTES)
      return refuse(
        "ValidationException",
        `MacAlgorithm must be ${ALGORITHM}, and Message 1 to ${LONGEST_MESSAGE_BYTES} bytes`,
      );
    const mac = createHmac("sha256", known.key).update(message).digest("base64");
    return { status: 200, body: JSON.stringify({ KeyId: known.arn, Mac: mac, MacAlgorithm: ALGORITHM }) };
  }
}

async function keyIn(file: string): Promise<Buffer> {
  const kept = await readFile(file, "utf8").catch(() => undefined);
  if (kept !== undefined) return Buffer.from(kept, "base64");
  const key = randomBytes(KEY_BYTES);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeDurably(file, key.toString("base64"));
  return key;
}

function parsed(body: string): { readonly KeyId?: string; readonly Message?: string; readonly MacAlgorithm?: string } {
  try {
    return (JSON.parse(body) ?? {}) as ReturnType<typeof parsed>;
  } catch {
    return {};
  }
}
