import Ajv, { type ErrorObject, type ValidateFunction } from "ajv-draft-04";
import type { Arguments } from "../tree/arguments";
import type { Tree } from "../tree/tree";
import { type Input, NotJsonError } from "./input";
import { ofApi } from "./of-api";

/** Says what is wrong with a body, in a few hundred characters; undefined when nothing is. */
export type Validator = (input: Input) => string | undefined;

/** Longest reason, in characters, and most errors in one: the body decides how many there would be. */
const LONGEST_REASON = 300;
const MOST_ERRORS = 3;
/** All that API Gateway says of a body that is no JSON, an empty one too, when it holds it against a model. */
const NOT_JSON = "[Unknown error parsing request body]";

const EMPTY = {};
let checker: Ajv | undefined;
/** Checks models against draft-04 itself, which takes longer to compile than any of them. */
const draft04 = (): Ajv => (checker ??= new Ajv({ logger: false }));

/** Every model of an API by its name, compiled. `Empty` is the one that every API has. @throws Error naming the model */
export function loadModels(tree: Tree, apiId: string): ReadonlyMap<string, Validator> {
  const models = new Map<string, Validator>([["Empty", validatorOf(draft04().compile(EMPTY))]]);
  for (const args of ofApi(tree, "aws_api_gateway_model", apiId)) {
    args.ignore("description").string("content_type"); // a method says itself which content type it uses a model for
    const name = args.string("name");
    models.set(name, validatorOf(compile(args.string("schema"), args)));
    args.done();
  }
  return models;
}

function compile(text: string, args: Arguments): ValidateFunction {
  // Each model by itself, since several may bear one id. One error is enough for an answer; collecting all of them would let the body decide how long it takes.
  const ajv = new Ajv({
    strict: false,
    allErrors: false,
    validateFormats: false,
    validateSchema: false,
    ownProperties: true,
    logger: false,
  });
  try {
    const schema = JSON.parse(text) as object;
    void draft04().validateSchema(schema, true);
    return ajv.compile(schema);
  } catch (error) {
    return args.fail("schema", `is not a draft-04 model: ${(error as Error).message}`);
  }
}

function validatorOf(validate: ValidateFunction): Validator {
  return (input) => {
    try {
      return validate(input.forModel())
        ? undefined
        : bounded((validate.errors ?? []).slice(0, MOST_ERRORS).map(reason).join("; "));
    } catch (error) {
      if (error instanceof NotJsonError) return NOT_JSON;
      throw error;
    }
  };
}

function reason(error: ErrorObject): string {
  return `${error.instancePath || "/"} ${error.message ?? error.keyword}`;
}

function bounded(text: string): string {
  return text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON)}…` : text;
}
