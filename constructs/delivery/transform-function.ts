import type { Construct } from "constructs";
import { BundledFunction, type FunctionProps } from "../shared/bundled-function";
import { checkWholeNumber } from "../shared/validate";

/** Seconds that one batch may take. */
export const DEFAULT_TRANSFORM_TIMEOUT_SECONDS = 60;
/** Firehose waits 5 minutes for a transform: https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html */
const LONGEST_TIMEOUT_SECONDS = 300;
/** "false" keeps what it counts out of CloudWatch's metrics. */
const METRICS_VARIABLE = "EVENT_METRICS";
/** Tells the function which event type a delivery stream carries. */
const EVENT_TYPES_VARIABLE = "EVENT_TYPES_BY_STREAM";

export interface TransformFunctionProps extends FunctionProps {
  /** The event type's name by the name of the delivery stream that carries it. */
  readonly eventTypesByStream: Readonly<Record<string, string>>;
  /** Make metrics of what it counts, three for each stream, 0.30 USD each a month; the log says it either way. @default true */
  readonly eventMetrics?: boolean;
  /** Seconds for one batch, 1 to 300. @default 60 */
  readonly timeoutSeconds?: number;
}

/** The Lambda that Firehose hands records to. */
export class TransformFunction extends BundledFunction {
  constructor(scope: Construct, id: string, props: TransformFunctionProps) {
    checkWholeNumber("timeoutSeconds", props.timeoutSeconds, 1, LONGEST_TIMEOUT_SECONDS);
    super(scope, id, {
      ...props,
      description: "Normalises what Firehose delivers: one JSON object per line",
      timeoutSeconds: props.timeoutSeconds ?? DEFAULT_TRANSFORM_TIMEOUT_SECONDS,
      variables: {
        [EVENT_TYPES_VARIABLE]: JSON.stringify(props.eventTypesByStream),
        ...(props.eventMetrics === false && { [METRICS_VARIABLE]: "false" }),
      },
      variablesProp: "eventTypesByStream",
    });
  }
}
