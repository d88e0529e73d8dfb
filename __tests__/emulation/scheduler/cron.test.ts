import { lastDue, readCron } from "../../../emulation/scheduler/cron";
import { SchedulerService } from "../../../emulation/scheduler/service";

const at = (text: string): Date => new Date(`2026-11-30T${text}:00Z`);
const due = (expression: string, moment: Date): string | undefined => {
  const cron = readCron(expression);
  return cron && lastDue(cron, moment).toISOString();
};

test.each([
  ["cron(10 0/3 * * ? *)", "12:10", "2026-11-30T12:10:00.000Z"],
  ["cron(10 0/3 * * ? *)", "12:09", "2026-11-30T09:10:00.000Z"],
  ["cron(10 0 * * ? *)", "23:59", "2026-11-30T00:10:00.000Z"],
  ["cron(10 0/1 * * ? *)", "00:05", "2026-11-29T23:10:00.000Z"],
  ["cron(40 3 * * ? *)", "03:39", "2026-11-29T03:40:00.000Z"],
  ["cron(0 * * * ? *)", "05:30", "2026-11-30T05:00:00.000Z"],
])("%s was last due before %s at %s", (expression, moment, expected) => {
  expect(due(expression, at(moment))).toBe(expected);
});

test.each([
  "rate(3 hours)",
  "cron(10 3 1 * ? *)",
  "cron(61 3 * * ? *)",
  "cron(0 24 * * ? *)",
  "at(2026-11-30T00:00:00)",
])("%s is not known", (expression) => expect(readCron(expression)).toBeUndefined());

test("of what was due meanwhile each schedule runs once, the last time, in order, and is told that time", async () => {
  const ran: unknown[] = [];
  const cron = (expression: string) => readCron(expression) ?? { minute: 0, hours: [] };
  const input = '{"time":"<aws.scheduler.scheduled-time>"}';
  const service = new SchedulerService(
    [
      { name: "merge", cron: cron("cron(10 0/3 * * ? *)"), targetArn: "m", input },
      { name: "upkeep", cron: cron("cron(40 3 * * ? *)"), targetArn: "u", input },
    ],
    (arn, given) => {
      ran.push([arn, given]);
      return Promise.resolve({ status: "SUCCEEDED" });
    },
  );
  await service.runDue(at("02:00"), at("13:00"));
  expect(ran).toEqual([
    ["u", { time: "2026-11-30T03:40:00Z" }],
    ["m", { time: "2026-11-30T12:10:00Z" }],
  ]);
  expect(await service.runDue(at("13:00"), at("14:00"))).toEqual([]);
});
