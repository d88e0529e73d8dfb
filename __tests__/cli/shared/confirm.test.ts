import { PassThrough } from "node:stream";
import { confirm } from "../../../cli/shared/confirm";

/** A terminal at which somebody types this. */
function terminal(typed: string | undefined) {
  const input = Object.assign(new PassThrough(), { isTTY: typed !== undefined });
  const output = new PassThrough();
  if (typed !== undefined) input.write(`${typed}\n`);
  return { input, output };
}

test("the environment's own name lets it go on", async () => {
  await expect(confirm("This destroys 3 stacks of dev.", "dev", "--force", terminal("dev"))).resolves.toBeUndefined();
});

test.each(["", "y", "yes", "prod", "de"])("%j does not destroy dev", async (typed) => {
  await expect(confirm("This destroys 3 stacks of dev.", "dev", "--force", terminal(typed))).rejects.toThrow(
    `"${typed}" is not "dev"; nothing was done`,
  );
});

test("whoever leaves the question destroys nothing", async () => {
  const { input, output } = terminal("");
  input.read();
  input.end();
  await expect(confirm("This destroys 3 stacks of dev.", "dev", "--force", { input, output })).rejects.toThrow(
    "nothing was done",
  );
});

test("where nobody can type, as in CI, nothing is taken for a yes", async () => {
  await expect(
    confirm("This destroys 3 stacks of dev.", "dev", "--force goes on", terminal(undefined)),
  ).rejects.toThrow("nobody is there to confirm; --force goes on");
});
