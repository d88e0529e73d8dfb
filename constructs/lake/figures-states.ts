// @internal

/** The statements of a table of hourly figures. */
export interface RollupStatements {
  /** Makes it unless it is there. */
  readonly create: string;
  /** Makes the figures of the hours that were merged anew. */
  readonly roll: string;
  /** Tells the tables of charts that were declared before. */
  readonly others: string;
  /** Takes one of these away. */
  readonly drop: string;
}

export type State = Readonly<Record<string, unknown>>;

/** Makes the states of the workflow that these stand in. */
export interface Making {
  /** One that runs a statement, one that asks and one that reads the answer, each with what comes behind it. */
  readonly runs: (sql: string, next: string) => State;
  readonly asks: (sql: string, next: string) => State;
  readonly answers: (next: string) => State;
  /** One that takes the answer's first value as the name of a table. */
  readonly takesName: (next: string) => State;
}

/** The states of a workflow that keep hourly figures: behind its own, where it says so. */
export const figuresStates = (
  { create, roll, others, drop }: RollupStatements,
  { runs, asks, answers, takesName }: Making,
): Readonly<Record<string, State>> => ({
  CreateFigures: runs(create, "FindHours"),
  // Days before those that are merged: a table of figures that is new has none of them.
  IsMergeDue: {
    Type: "Choice",
    Choices: [{ Variable: "$.work", StringEquals: "roll", Next: "RollUp" }],
    Default: "Merge",
  },
  RollUp: runs(roll, "IsMoreLeft"),
  FindOldFigures: asks(others, "ReadOldFigures"),
  ReadOldFigures: answers("AreThereOldFigures"),
  AreThereOldFigures: {
    Type: "Choice",
    Choices: [{ Variable: "$.answer.rows[1]", IsPresent: true, Next: "TakeOldFigures" }],
    Default: "Done",
  },
  TakeOldFigures: takesName("DropOldFigures"),
  DropOldFigures: runs(drop, "FindOldFigures"),
});
