import { besides } from "../../basics/decimal";
import { NumberText, parseJson } from "../../basics/exact-json";

/**
 * A body's JSON for a validator that knows nothing but doubles, so that it judges numbers as API Gateway's does, which reads
 * every digit: 5.00000000000000000001 is no whole number, and above 5. @throws SyntaxError
 */
export function parseForLimits(text: string): unknown {
  const holder: Record<string, unknown> = { root: parseJson(text) };
  const todo: Record<string, unknown>[] = [holder];
  for (let each = todo.pop(); each !== undefined; each = todo.pop())
    for (const key of Object.keys(each)) {
      const value = each[key];
      if (value instanceof NumberText) each[key] = besides(value.text);
      else if (typeof value === "object" && value !== null) todo.push(value as Record<string, unknown>);
    }
  return holder["root"];
}
