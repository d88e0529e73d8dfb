// @internal
import { ApiGatewayGatewayResponse } from "@cdktf/provider-aws/lib/api-gateway-gateway-response";
import { Construct } from "constructs";
import { RETRY_AFTER_SECONDS } from "../../declaration/edge";
import { parameters, type Cors } from "./cors";
import { gatewayAnswers, UNSIGNED_ANSWER } from "./ingest-templates";

export interface GatewayAnswersProps {
  readonly restApiId: string;
  /** Whether requests must be signed. */
  readonly signed: boolean;
  /** Largest body that is taken, in bytes. @default that of a Firehose record */
  readonly maxBodyBytes?: number;
  /** Which pages may read them. @default none */
  readonly cors?: Cors;
}

/** What API Gateway answers by itself, all in one shape, readable by the same pages as any other answer. */
export class GatewayAnswers extends Construct {
  constructor(scope: Construct, id: string, { restApiId, signed, maxBodyBytes, cors }: GatewayAnswersProps) {
    super(scope, id);
    for (const { responseType, statusCode, body, retry } of gatewayAnswers(maxBodyBytes)) {
      const headers = { ...(retry && { "Retry-After": `'${RETRY_AFTER_SECONDS}'` }), ...cors?.gatewayHeaders };
      new ApiGatewayGatewayResponse(this, responseType, {
        restApiId,
        responseType,
        ...(statusCode !== undefined && { statusCode }),
        responseTemplates: {
          "application/json": signed && responseType === "MISSING_AUTHENTICATION_TOKEN" ? UNSIGNED_ANSWER : body,
        },
        ...(Object.keys(headers).length > 0 && { responseParameters: parameters("gatewayresponse.header", headers) }),
      });
    }
  }
}
