import type { EventOptions } from "../../constructs/shared/event-options";
import type { EventDeclaration } from "../../declaration/event";
import type { Lake } from "../../declaration/lake";
import { Tree } from "../../emulation/tree/tree";

/** A bucket in which a copy of the event bucket's objects lies. */
export interface Copy {
  readonly bucket: string;
  /** @default S3 is asked */
  readonly region?: string;
}

/** Which stacks, or which construct of them, make a pipeline. */
export interface Selection {
  readonly environment?: string;
  readonly stacks?: readonly string[];
  readonly construct?: string;
}

/** A pipeline as the operating commands know it: what things are called. */
export interface Deployed extends Pick<EventOptions, "storageFormat" | "keepParquet" | "pseudonymVersions"> {
  /** For people, and to be typed by whoever erases. */
  readonly name: string;
  /** Where its account stands, for messages. */
  readonly said: string;
  /** 12 digits; undefined when nothing says it: then the credentials do. */
  readonly accountId: string | undefined;
  readonly region: string;
  readonly selection: Selection;
  /** Last part of the endpoint's URL. */
  readonly stage: string;
  /** The stack whose outputs name the routes. */
  readonly apiStack: string;
  /** What the output of a route may be called. @param route its path below the stage */
  outputsOf(route: string): readonly string[];
  /** An event type's delivery stream. @throws Error when there is none */
  streamOf(event: EventDeclaration): string;
  /** Longest wait in seconds until what a stream has taken is an object. */
  readonly waitSeconds: number;
  readonly eventBucket: string;
  /** The folder of the bucket below which everything lies, with its trailing slash; empty for none. */
  readonly prefix: string;
  readonly copies: readonly Copy[];
  /** Undefined when it is not known. */
  readonly resultsBucket: string | undefined;
  readonly workgroup: string;
  /** The workgroup of the curated tables' upkeep; undefined when there are none. */
  readonly lakeWorkgroup: string | undefined;
  /** An event type's curated table; undefined when it has none. */
  lakeOf(event: EventDeclaration): Pick<Lake, "bucket" | "windowHours" | "repeatDays" | "rollups"> | undefined;
  /** The name of the workflow that keeps it; undefined when there is none. */
  lakeWorkflowOf(event: EventDeclaration): string | undefined;
  readonly database: string;
  /** ID, alias or ARN of the key that pseudonyms are made by. */
  readonly pseudonymKey: string | undefined;
}

/** As Terraform takes it for an output. */
export const outputName = (text: string): string => text.replace(/[^A-Za-z0-9]+/g, "_");

/** The synthesized stacks of a pipeline. */
export const treeOf = (cdktfOut: string, { environment, stacks, construct }: Selection): Tree =>
  environment === undefined ? Tree.of(cdktfOut, stacks, construct) : Tree.load(cdktfOut, environment);
