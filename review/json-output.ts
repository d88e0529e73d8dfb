import { type Message, render } from "./plan/message";
import type { Finding, Review, Row } from "./review";
import type { Secrets } from "./plan/secrets";

/** The review as JSON for other programs; sensitive values are hidden as everywhere. */
export function jsonOutput({ dangers, warnings, stacks, unused }: Review, secrets: Secrets): string {
  const clean = (text: string | undefined): string | null => (text === undefined ? null : secrets.clean(text));
  const name = (text: string): string => secrets.cleanName(text);
  const said = (message: Message): string => render(message, { value: (text) => secrets.clean(text), name });
  const finding = ({ kind, stack, address, place, what, clients, difference, allowed }: Finding): object => ({
    kind,
    stack,
    address: name(address),
    construct: place.construct,
    what: what.map(said),
    ...(clients !== undefined && { clients: said(clients) }),
    ...(difference !== undefined && { difference: difference.map(clean) }),
    ...(allowed !== undefined && { allowed }),
  });
  const row = ({ change, place, differences }: Row): object => ({
    address: name(change.address),
    type: change.type,
    construct: place.construct,
    action: change.action,
    ...(change.deposed !== undefined && { deposed: change.deposed }),
    ...(change.previousAddress !== undefined && { movedFrom: name(change.previousAddress) }),
    ...(change.importId !== undefined && { importedAs: clean(change.importId) }),
    differences: differences.map(({ attribute, before, after, replaces }) => ({
      attribute: name(attribute),
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
      deferred: stack.deferred.map(name),
      failedChecks: stack.failedChecks.map(({ address, message }) => ({
        address: name(address),
        message: clean(message),
      })),
      ...(stack.waitsFor.length > 0 && { waitsFor: stack.waitsFor }),
      complete: stack.complete,
    })),
    unusedAllowances: unused.map(({ target }) => target),
  };
  return JSON.stringify(json, undefined, 2);
}
