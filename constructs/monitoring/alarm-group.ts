// @internal
import { Construct } from "constructs";
import { text } from "../shared/validate";
import { Alarm, type AlarmCondition } from "./alarm";

/** Where it is written what to do. */
export const DEFAULT_RUNBOOK = "docs/runbook.md";
/** It stands in each alarm's description, which has 1,024 characters at most. */
const runbookPage = text(/^\S{1,500}$/, "an address or a path of at most 500 characters without spaces");

/** What every group of alarms is told. */
export interface AlarmGroupProps {
  /** The name of an alarm, by what it watches, like `delivery-late-orders`. */
  readonly alarmName: (what: string) => string;
  /** The topic that gets the notices. */
  readonly topicArn: string;
  /** The page that says what to do, with a section for each kind of alarm. @default "docs/runbook.md" */
  readonly runbook?: string;
  /** The kinds of alarms that are made. @default all */
  readonly kinds?: readonly string[];
}

/** One bad period may be chance; two of three are none. */
export const TWO_OF_THREE = { evaluationPeriods: 3, datapointsToAlarm: 2 } as const;

/** What is said of one alarm of a group. */
export interface AlarmOfGroup extends AlarmCondition {
  /** What happened and what to do first; the section of the runbook is added. */
  readonly notice: string;
  /** What it is about when there are several of its kind, for its name. @default nothing */
  readonly subject?: string;
}

/** Alarms on one thing. Each has a kind, which is its id, the beginning of its name and its section in the runbook. */
export abstract class AlarmGroup extends Construct {
  private readonly made: Alarm[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly group: AlarmGroupProps,
  ) {
    super(scope, id);
    runbookPage("runbook", group.runbook);
  }

  /** In the order in which they were made. */
  get alarms(): readonly Alarm[] {
    return this.made;
  }

  protected add(kind: string, { notice, subject, ...condition }: AlarmOfGroup): void {
    const { alarmName, topicArn, runbook = DEFAULT_RUNBOOK, kinds } = this.group;
    if (kinds?.includes(kind) === false) return;
    this.made.push(
      new Alarm(this, kind, {
        ...condition,
        alarmName: alarmName(subject === undefined ? kind : `${kind}-${subject}`),
        description: `${notice} Read on: ${runbook}#${kind}`,
        topicArn,
      }),
    );
  }
}
