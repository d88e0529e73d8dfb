import { isObject, type JsonObject } from "../../basics/json";

/** @throws Error that names the file and what it is instead, when it is no JSON object */
export function parse(file: string, text: string): JsonObject {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    const hint = hintOf(text);
    const where = error instanceof Error ? (/ at position \d+|Unexpected end/.exec(error.message)?.[0] ?? "") : ""; // the rest of the message quotes the file
    throw new Error(
      `${file} is not JSON${where && ` (${where.trim()})`}${hint && `; ${hint}`}; write it with \`terraform show -json PLANFILE\``,
    );
  }
  if (!isObject(json))
    throw new Error(
      `${file} holds ${Array.isArray(json) ? "a list" : String(json)}, not a plan; write it with \`terraform show -json PLANFILE\``,
    );
  return json;
}

/** @throws Error that names the file, when it is no plan, one that failed, or of an unknown format */
export function checkFormat(file: string, json: JsonObject): void {
  const version = json["format_version"];
  const isPlan = ["resource_changes", "output_changes", "planned_values", "configuration"].some((key) => key in json);
  if (typeof version !== "string" || !isPlan) {
    const what =
      "values" in json || "serial" in json
        ? "is a state, not a plan"
        : "is not a plan: it has no format_version or no changes";
    throw new Error(`${file} ${what}; write it with \`terraform show -json PLANFILE\``);
  }
  if (!/^[01]\./.test(version))
    throw new Error(
      `${file}: format_version ${JSON.stringify(version)} is unknown here, only 0.x and 1.x are; use the clickstream of a Terraform that writes it`,
    );
  if (json["errored"] === true)
    throw new Error(
      `${file} is a plan that failed and is not complete ("errored": true); correct what \`terraform plan\` complains of and plan again`,
    );
}

/** What the text is, when that can be told from how it begins. */
function hintOf(text: string): string {
  if (text.startsWith("PK")) return "it is the saved plan itself";
  if (text.includes("\0"))
    return "it is UTF-16, which `>` writes in Windows PowerShell: use `| Out-File -Encoding utf8`, or PowerShell 7";
  if (/^\s*\[command\]/.test(text) || /\n::(debug|set-output|error)\b/.test(text))
    return "lines of the wrapper of hashicorp/setup-terraform stand around it: set `terraform_wrapper: false` there";
  return text.includes('"@message"') ? "it is the log of `terraform plan -json`" : "";
}
