import type { EventDeclaration, FieldDeclaration } from "../../declaration/event";
import type { Misfit, Outcome } from "./values";

/** What extensions share with the functions that they are put into: numbers that keep their digits are known to these alone. */
export interface Kit {
  readonly Misfit: typeof Misfit;
  readonly writeJson: (value: unknown) => string;
  readonly kindOf: (value: unknown) => string;
  readonly readerOf: (field: FieldDeclaration) => Reader;
}

/** What of a declaration stands in the functions' bundles. */
export type BundledEvent = Pick<EventDeclaration, "name" | "fields">;

/** Brings one value, which is not null, to its field's type. @param receivedAt when the event arrived, in the stored form */
export type Reader = (value: unknown, receivedAt: string) => Outcome;

/** Is told what is wrong with a field. */
export interface Trouble {
  report(field: string, reason: string): void;
}

/** Makes of an event as it came one that is normalised in its place. */
export type Prepare = (event: unknown, trouble: Trouble) => unknown;

/** What a User-Agent header says, by the field that holds it; undefined is a request without one. */
export type ReadUserAgent = (header: string | undefined) => Readonly<Record<string, unknown>>;

/**
 * What some declarations need of the functions and others don't: it is put into a bundle only where it is used. Each is bundled alone,
 * so it imports values of nothing that another one, or the functions, must have the same of: those are in the kit.
 */
export interface Extension {
  /** Whether a reader is its own, and which. */
  readonly read?: (field: FieldDeclaration, kit: Kit) => Reader | undefined;
  /** What comes before the fields are read; undefined when this event type has nothing of it. */
  readonly prepare?: (event: BundledEvent, kit: Kit) => Prepare | undefined;
  /** What a request's User-Agent header says, by the field that holds it. */
  readonly readUserAgent?: ReadUserAgent;
  /** Whether it comes before the stream, too, where a function stands there: what must not be stored. */
  readonly protects?: true;
}

/** All extensions of a bundle as one. */
export interface Extensions {
  readonly read: (field: FieldDeclaration, kit: Kit) => Reader | undefined;
  readonly prepare: (event: BundledEvent, kit: Kit, onlyProtect?: true) => Prepare | undefined;
  readonly readUserAgent: ReadUserAgent | undefined;
}
