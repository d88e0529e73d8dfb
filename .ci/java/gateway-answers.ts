import { GatewayResponses, type GatewayError } from "../../emulation/api/gateway-responses";
import { Arguments } from "../../emulation/tree/arguments";
import type { Random } from "../../local/fault/random";
import { aCall, callWith } from "./calls";
import type { SynthesizedApi } from "./apis";
import type { Engine } from "./engine";
import { hostileText } from "./hostile";

/** Answers that API Gateway gives by itself and the local run knows, for hostile reasons. Their templates know variables only: in Velocity they must say the same. */
export async function checkGatewayAnswers(
  api: SynthesizedApi,
  engines: readonly Engine[],
  random: Random,
  calls: number,
): Promise<readonly string[]> {
  const responses = GatewayResponses.load(api.tree, api.restApiId);
  const failures: string[] = [];
  for (const { type, template } of templatesOf(api))
    for (let index = 0; index < calls; index++) {
      const sent = aCall("request", random, false);
      const call = callWith(sent);
      const reason = hostileText(random, 8);
      const { body } = responses.answer(type, call, { reason });
      const error = {
        validationErrorString: JSON.stringify(reason).slice(1, -1),
        responseType: type,
      };
      const question = { template, body: "{}", query: {}, header: {}, context: { requestId: call.requestId, error } };
      for (const engine of engines) {
        const { text } = await engine.ask<{ readonly text?: string }>(question);
        if (text !== body)
          failures.push(`${api.name}, ${type}, ${engine.program}: ${JSON.stringify(text)} and ${JSON.stringify(body)}`);
      }
      if ((JSON.parse(body) as { requestId?: string }).requestId !== call.requestId)
        failures.push(`${api.name}, ${type}: its answer does not hold the request's id: ${body}`);
    }
  return failures;
}

/** Of a type that the local run can come to: of the others there is nothing to compare. */
function templatesOf({ tree }: SynthesizedApi): readonly { readonly type: GatewayError; readonly template: string }[] {
  return tree.resources("aws_api_gateway_gateway_response").flatMap((resource) => {
    const args = new Arguments(resource);
    const template = args.stringMap("response_templates")["application/json"] ?? "";
    const type = args.string("response_type") as GatewayError;
    return type in ANSWERED ? [{ type, template }] : [];
  });
}

const ANSWERED: Readonly<Partial<Record<GatewayError, true>>> = {
  MISSING_AUTHENTICATION_TOKEN: true,
  REQUEST_TOO_LARGE: true,
  UNSUPPORTED_MEDIA_TYPE: true,
  BAD_REQUEST_BODY: true,
  API_CONFIGURATION_ERROR: true,
  INTEGRATION_FAILURE: true,
  INTEGRATION_TIMEOUT: true,
};
