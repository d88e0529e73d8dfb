import { Tree } from "../../emulation/tree/tree";
import { block } from "../policies/requests/facts";

/** What each schedule of a synthesized folder tells its target. */
export const schedules = (outdir: string): readonly string[] =>
  Tree.of(outdir)
    .resources("aws_scheduler_schedule")
    .map(({ config }) => String(block(config["target"])["input"]));
