// @internal
import { of, type Grant, type Reach, type Regional } from "./github-grants";

/** What keeps curated tables, and what starts the freshness probe: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html, list_amazoneventbridgescheduler.html */
export const lakes = ({ whole }: Reach, regional: Regional): Grant[] => [
  {
    sid: "Workflows",
    types: ["aws_sfn_state_machine"],
    read: of("states")("DescribeStateMachine ListTagsForResource"),
    write: of("states")("CreateStateMachine DeleteStateMachine TagResource UntagResource UpdateStateMachine"),
    resources: regional("states", `stateMachine:${whole}-lake-*`),
  },
  // It looks at a definition, of which it keeps nothing, and knows no resource.
  { sid: "WorkflowTexts", read: of("states")("ValidateStateMachineDefinition"), resources: ["*"] },
  {
    sid: "Schedules",
    types: ["aws_scheduler_schedule"],
    read: of("scheduler")("GetSchedule"),
    write: of("scheduler")("CreateSchedule DeleteSchedule UpdateSchedule"),
    resources: regional("scheduler", `schedule/default/${whole}-*`),
  },
];
