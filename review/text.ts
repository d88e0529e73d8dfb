import { visible } from "./escape";
import { render } from "./plan/message";
import type { Finding, Review, Row, StackReview } from "./review";
import type { Scrubber } from "./plan/masking";
import { actionOf, countsOf, originOf, outputSides, TITLES, verdictOf } from "./words";

/** The whole review for a terminal or a log; nothing in it is cut. */
export function textOutput(review: Review, scrubber: Scrubber): string {
  const clean = (value: string): string => visible(scrubber.clean(value));
  return [
    `Plan review: ${verdictOf(review)}`,
    ...section("Dangers", review.dangers, clean),
    ...section("Warnings", review.warnings, clean),
    ...review.unused.map(({ target }) => `\n--allow ${clean(target)}: no danger needs it`),
    ...review.stacks.flatMap((stack) => stackLines(stack, clean)),
  ].join("\n");
}

type Clean = (value: string) => string;

function section(title: string, findings: readonly Finding[], clean: Clean): readonly string[] {
  if (findings.length === 0) return [];
  return ["", `${title}:`, ...findings.flatMap((finding) => findingLines(finding, clean))];
}

function findingLines(
  { kind, stack, address, place, what, clients, difference, allowed }: Finding,
  clean: Clean,
): readonly string[] {
  return [
    `  ${TITLES[kind]}: ${clean(address)} (${[stack, place.construct]
      .filter((part) => part !== "")
      .map(clean)
      .join(": ")})`,
    ...what.map((sentence) => `    ${render(sentence, clean)}`),
    ...(clients === undefined ? [] : [`    Clients: ${render(clients, clean)}`]),
    ...(difference ?? []).map((line) => `      ${clean(line)}`),
    ...(allowed === undefined ? [] : [`    Allowed: ${clean(allowed)}`]),
  ];
}

function stackLines(stack: StackReview, clean: Clean): readonly string[] {
  const rows = (title: string, list: readonly Row[]): readonly string[] =>
    list.length === 0 ? [] : [...(title === "" ? [] : [`  ${title}:`]), ...list.flatMap((row) => rowLines(row, clean))];
  return [
    "",
    `${clean(stack.stack)}: ${countsOf(stack)}`,
    ...(stack.complete ? [] : ["  This plan does not lead to all that is configured: plan again after the apply."]),
    ...stack.deferred.map((address) => `  Put off to a later plan: ${clean(address)}`),
    ...stack.failedChecks.map((check) => `  A check fails: ${clean(check)}`),
    ...rows("", stack.rows),
    ...stack.outputs.map(
      (output) =>
        `  output ${clean(output.name)}: ${outputSides(output)
          .map((side) => clean(side ?? "-"))
          .join(" -> ")}`,
    ),
    ...rows("Changed outside Terraform", stack.drift),
  ];
}

function rowLines({ change, place, differences }: Row, clean: Clean): readonly string[] {
  const origin = originOf(change)
    .map(({ words, value }) => `, ${words}${value === undefined ? "" : ` ${clean(value)}`}`)
    .join("");
  return [
    `  ${actionOf(change)} ${clean(change.address)}${place.construct === "" ? "" : ` (${clean(place.construct)})`}${origin}`,
    ...differences.map(
      ({ attribute, before, after, replaces }) =>
        `      ${clean(attribute)}: ${clean(before ?? "-")} -> ${clean(after ?? "-")}${replaces ? " (forces replacement)" : ""}`,
    ),
  ];
}
