import { Arguments } from "../tree/arguments";
import type { Tree } from "../tree/tree";
import { type Cron, readCron } from "./cron";

/** A schedule as it is synthesized. */
export interface ScheduleModel {
  readonly name: string;
  readonly cron: Cron;
  readonly targetArn: string;
  /** What the target is given, with the scheduler's own words in it. */
  readonly input: string;
}

/** Reads every schedule of the tree. @throws Error with the resource's address for what the local run does not know */
export function loadSchedules(tree: Tree): readonly ScheduleModel[] {
  return tree.resources("aws_scheduler_schedule").map((resource) => {
    const args = new Arguments(resource).ignore("description", "group_name", "kms_key_arn");
    const window = args.block("flexible_time_window").string("mode");
    if (window !== "OFF") args.fail("flexible_time_window.mode", `must be "OFF" to run here, got "${window}"`);
    const target = args.block("target").ignore("role_arn", "retry_policy", "dead_letter_config");
    const expression = args.string("schedule_expression");
    const model: ScheduleModel = {
      name: args.string("name"),
      cron: readCron(expression) ?? args.fail("schedule_expression", `"${expression}" is not known to the local run`),
      targetArn: target.string("arn"),
      input: target.string("input"),
    };
    args.done();
    return model;
  });
}
