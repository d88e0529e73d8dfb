import { docs, knows } from "../need";
import { passed, provider, read, write, type Reader } from "./calls";

/** What keeps curated tables. */
export const LAKE_CALLS: Readonly<Record<string, Reader>> = {
  aws_sfn_state_machine: (facts, workflow) => [
    read("states", "DescribeStateMachine ListTagsForResource", provider("sfn"), [facts.arn(workflow)]),
    read("states", "ValidateStateMachineDefinition", knows("awsstepfunctions"), ["*"]),
    write(
      "states",
      "CreateStateMachine DeleteStateMachine TagResource UntagResource UpdateStateMachine",
      provider("sfn"),
      [facts.arn(workflow)],
    ),
    passed(String(workflow.config.role_arn), "states.amazonaws.com"),
  ],
  aws_scheduler_schedule: (facts, { config }) => {
    const on = [facts.regional("scheduler", `schedule/default/${String(config.name)}`)];
    const target = ([config.target].flat()[0] ?? {}) as Record<string, unknown>;
    return [
      read("scheduler", "GetSchedule", provider("scheduler"), on),
      write(
        "scheduler",
        "CreateSchedule DeleteSchedule UpdateSchedule",
        docs("scheduler/latest/UserGuide/security_iam_id-based-policies.html"),
        on,
      ),
      passed(String(target.role_arn), "scheduler.amazonaws.com"),
    ];
  },
};
