import { isObject } from "../../basics/json";

/**
 * The status that a MOCK's request template decides on: `{"statusCode":204}`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 * @returns undefined when it does not come out as JSON with a whole number that is a status
 */
export function mockStatus(text: string): number | undefined {
  try {
    const rendered: unknown = JSON.parse(text);
    const status = isObject(rendered) ? rendered["statusCode"] : undefined;
    return typeof status === "number" && Number.isInteger(status) && status >= 100 && status <= 599
      ? status
      : undefined;
  } catch {
    return undefined;
  }
}
