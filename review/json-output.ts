import { render } from "./plan/message";
import type { Finding, Review, Row } from "./review";
import type { Scrubber } from "./plan/masking";

/** The review as JSON for other programs; sensitive values are hidden as everywhere. */
export function jsonOutput({ dangers, warnings, stacks, unused }: Review, scrubber: Scrubber): string {
  const clean = (text: string | undefined): string | null => (text === undefined ? null : scrubber.clean(text));
  const finding = ({ kind, stack, address, place, what, clients, difference, allowed }: Finding): object => ({
    kind,
    stack,
    address,
    construct: place.construct,
    what: what.map((sentence) => clean(render(sentence, (value) => value))),
    ...(clients !== undefined && { clients: clean(render(clients, (value) => value)) }),
    ...(difference !== undefined && { difference: difference.map(clean) }),
    ...(allowed !== undefined && { allowed }),
  });
  const row = ({ change, place, differences }: Row): object => ({
    address: change.address,
    type: change.type,
    construct: place.construct,
    action: change.action,
    ...(change.deposed !== undefined && { deposed: change.deposed }),
    ...(change.previousAddress !== undefined && { movedFrom: change.previousAddress }),
    ...(change.importId !== undefined && { importedAs: clean(change.importId) }),
    differences: differences.map(({ attribute, before, after, replaces }) => ({
      attribute: clean(attribute),
      before: clean(before),
      after: clean(after),
      ...(replaces && { replaces }),
    })),
  });
  const json = {
    verdict: dangers.some(({ allowed }) => allowed === undefined) ? "dangerous" : "safe",
    dangers: dangers.map(finding),
    warnings: warnings.map(finding),
    stacks: stacks.map((stack) => ({
      stack: stack.stack,
      counts: Object.fromEntries(stack.counts),
      changes: stack.rows.map(row),
      outputs: stack.outputs.map(({ name, action, sensitive }) => ({ name, action, sensitive })),
      drift: stack.drift.map(row),
      deferred: stack.deferred,
      failedChecks: stack.failedChecks,
      complete: stack.complete,
    })),
    unusedAllowances: unused.map(({ target }) => target),
  };
  return JSON.stringify(json, undefined, 2);
}
