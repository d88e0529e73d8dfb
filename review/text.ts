import { visible } from "./escape";
import { render, type Style } from "./plan/message";
import type { Finding, Review, Row, StackReview } from "./review";
import type { Secrets } from "./plan/secrets";
import { actionOf, countsOf, originOf, outputSides, TITLES, verdictOf } from "./words";

/** The whole review for a terminal or a log; nothing in it is cut. */
export function textOutput(review: Review, secrets: Secrets): string {
  const style = {
    value: (value: string): string => visible(secrets.clean(value)),
    name: (name: string): string => visible(secrets.cleanName(name)),
  };
  return [
    `Plan review: ${verdictOf(review)}`,
    ...section("Dangers", review.dangers, style),
    ...section("Warnings", review.warnings, style),
    ...review.unused.map(({ target }) => `\n--allow ${style.name(target)}: no danger needs it`),
    ...review.stacks.flatMap((stack) => stackLines(stack, style)),
  ].join("\n");
}

function section(title: string, findings: readonly Finding[], style: Style): readonly string[] {
  if (findings.length === 0) return [];
  return ["", `${title}:`, ...findings.flatMap((finding) => findingLines(finding, style))];
}

function findingLines(
  { kind, stack, address, place, what, clients, difference, allowed }: Finding,
  style: Style,
): readonly string[] {
  return [
    `  ${TITLES[kind]}: ${style.name(address)} (${[stack, place.construct]
      .filter((part) => part !== "")
      .map(style.name)
      .join(": ")})`,
    ...what.map((sentence) => `    ${render(sentence, style)}`),
    ...(clients === undefined ? [] : [`    Clients: ${render(clients, style)}`]),
    ...(difference ?? []).map((line) => `      ${style.value(line)}`),
    ...(allowed === undefined ? [] : [`    Allowed: ${style.value(allowed)}`]),
  ];
}

function stackLines(stack: StackReview, style: Style): readonly string[] {
  const rows = (title: string, list: readonly Row[]): readonly string[] =>
    list.length === 0 ? [] : [...(title === "" ? [] : [`  ${title}:`]), ...list.flatMap((row) => rowLines(row, style))];
  return [
    "",
    `${style.name(stack.stack)}: ${countsOf(stack)}`,
    ...(stack.complete ? [] : ["  This plan does not lead to all that is configured: plan again after the apply."]),
    ...stack.deferred.map((address) => `  Put off to a later plan: ${style.name(address)}`),
    ...stack.failedChecks.map(
      ({ address, message }) => `  A check fails: ${style.name(address)}${message && `: ${style.value(message)}`}`,
    ),
    ...rows("", stack.rows),
    ...stack.outputs.map(
      (output) =>
        `  output ${style.name(output.name)}: ${outputSides(output)
          .map((side) => style.value(side ?? "-"))
          .join(" -> ")}`,
    ),
    ...rows("Changed outside Terraform", stack.drift),
  ];
}

function rowLines({ change, place, differences }: Row, style: Style): readonly string[] {
  const origin = originOf(change)
    .map(({ words, address, value }) =>
      [`, ${words}`, ...(address ? [style.name(address)] : []), ...(value ? [style.value(value)] : [])].join(" "),
    )
    .join("");
  return [
    `  ${actionOf(change)} ${style.name(change.address)}${place.construct === "" ? "" : ` (${style.name(place.construct)})`}${origin}`,
    ...differences.map(
      ({ attribute, before, after, replaces }) =>
        `      ${style.name(attribute)}: ${style.value(before ?? "-")} -> ${style.value(after ?? "-")}${replaces ? " (forces replacement)" : ""}`,
    ),
  ];
}
