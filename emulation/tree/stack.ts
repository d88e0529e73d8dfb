import { isObject } from "../../basics/json";

type Json = Readonly<Record<string, unknown>>;

/** Where a resource lives, from its provider block. */
export interface Location {
  /** 12 digits. */
  readonly account: string;
  /** Like `us-east-1`. */
  readonly region: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
}

/** Stands in ARNs where the provider isn't held to an account. */
const UNKNOWN_ACCOUNT = "000000000000";

/** The raw JSON of one stack and what can be looked up in it. */
export class Stack {
  /**
   * @param directory absolute folder of its JSON
   * @param siblings the stacks of the same environment, itself included once all are read; remote states are looked for there
   */
  constructor(
    readonly name: string,
    readonly directory: string,
    private readonly json: Json,
    readonly siblings: readonly Stack[],
  ) {}

  /** `<stack>: <type>.<name>`, with `data.` before a data source. */
  address(kind: "resource" | "data", type: string, name: string): string {
    return `${this.name}: ${kind === "data" ? "data." : ""}${type}.${name}`;
  }

  /** The types of resources in it. */
  types(): readonly string[] {
    const types = own(this.json, "resource");
    return isObject(types) ? Object.keys(types) : [];
  }

  /** The blocks of a type with their names, as written. */
  blocks(kind: "resource" | "data", type: string): readonly (readonly [name: string, block: Json])[] {
    const blocks = own(own(this.json, kind), type);
    return isObject(blocks)
      ? Object.entries(blocks).filter((entry): entry is [string, Json] => isObject(entry[1]))
      : [];
  }

  /** One block as written, undefined when there is none. */
  block(kind: "resource" | "data", type: string, name: string): Json | undefined {
    const block = own(own(own(this.json, kind), type), name);
    return isObject(block) ? block : undefined;
  }

  /**
   * The texts below a name in its comment (`//`), in order; none when there is no such name.
   * @param construct of those that stand there for several constructs, `key` and `key of PATH`, only this one's. @default the first one's
   */
  comments(name: string, construct?: string): readonly string[] {
    const texts = own(own(this.json, "//"), name);
    const found = new Map<string, string>();
    for (const [key, text] of isObject(texts) ? Object.entries(texts) : []) {
      const [plain = key, place] = key.split(" of ");
      if (place === undefined || (construct !== undefined && place.startsWith(`${construct}/`)))
        found.set(plain, String(text));
    }
    return [...found.values()];
  }

  /** An output's value as written, undefined when there is none. */
  output(name: string): unknown {
    return own(own(own(this.json, "output"), name), "value");
  }

  /** Whether its state is the one that a remote state's `backend` and `config` point at. */
  keepsStateIn(backend: unknown, config: unknown): boolean {
    const mine = typeof backend === "string" ? own(own(own(this.json, "terraform"), "backend"), backend) : undefined;
    if (!isObject(mine) || !isObject(config)) return false;
    const keys = ["bucket", "key", "path"];
    return keys.some((key) => mine[key] !== undefined) && keys.every((key) => mine[key] === config[key]);
  }

  /**
   * Account and region of the AWS provider that a resource uses.
   * @param provider the resource's `provider` argument, like `aws.backup`; undefined for the default one
   * @throws Error naming the stack and the provider's field that is missing or wrong
   */
  location(provider: unknown): Location {
    const alias = typeof provider === "string" ? provider.split(".")[1] : undefined;
    const written = own(own(this.json, "provider"), "aws");
    const block = (Array.isArray(written) ? written : [written])
      .filter(isObject)
      .find((candidate) => candidate.alias === alias);
    const where = `${this.name}: provider.aws${alias === undefined ? "" : `.${alias}`}`;
    if (block === undefined)
      throw new Error(`${where} is missing; the local run makes ARNs from its region and account`);
    const { region, allowed_account_ids: accounts } = block;
    const account: unknown =
      accounts === undefined ? UNKNOWN_ACCOUNT : Array.isArray(accounts) ? accounts[0] : undefined;
    if (typeof region !== "string") throw new Error(`${where}: region must be a string, got ${JSON.stringify(region)}`);
    if (typeof account !== "string")
      throw new Error(`${where}: allowed_account_ids must name the account, got ${JSON.stringify(accounts)}`);
    return {
      account,
      region,
      partition: region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws",
    };
  }
}

function own(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
