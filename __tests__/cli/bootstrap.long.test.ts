import { existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { clickstream } from "../support/process";
import { copyOfProject, standIn } from "../support/project";
import { edit } from "../support/project-copy";

/**
 * A stand-in for Terraform: what it would keep in S3 lies in the folder `s3`; "local" and "s3" tell which backend the stack names.
 * `fails` names a command that it fails at, once.
 */
const TERRAFORM = `
cloud="$CLOUD"
backend=$(grep -q '"local"' cdk.tf.json && echo local || echo s3)
echo "$1 $backend" >> "$cloud/calls"
if [ "$1" = "$(cat "$cloud/fails" 2>/dev/null)" ] && [ "$backend" = "$(cat "$cloud/fails-with" 2>/dev/null)" ]; then rm "$cloud/fails"; echo "broken" >&2; exit 1; fi
case "$1 $backend" in
  "init s3")
    if [ ! -e "$cloud/bucket" ]; then echo 'Error: Failed to get existing workspaces: S3 bucket "x" does not exist.' >&2; exit 1; fi
    case "$*" in *-migrate-state*) cp bootstrap.tfstate "$cloud/bucket/state"; : > bootstrap.tfstate;; esac;;
  "apply local") mkdir -p "$cloud/bucket"; echo state > bootstrap.tfstate;;
  "apply s3") [ -e "$cloud/bucket/state" ] || exit 9;;
esac
`;

/** A project whose dev has an account; the first command synthesizes it. */
const cwd = copyOfProject();
edit(cwd, "config/dev.ts", 'accountId: "000000000000"', 'accountId: "111122223333"');
let synthesized = false;

function project() {
  const terraform = standIn("terraform", TERRAFORM);
  const cloud = terraform.folder;
  const env = {
    CLOUD: cloud,
    AWS_ACCESS_KEY_ID: "nobody", // and nobody who could say whose it is
    AWS_SECRET_ACCESS_KEY: "nothing",
    AWS_ENDPOINT_URL_STS: "http://127.0.0.1:9",
    PATH: `${terraform.folder}:${process.env.PATH ?? ""}`,
  };
  rmSync(path.join(cwd, ".bootstrap"), { recursive: true, force: true });
  let seen = 0;
  const bootstrap = async () => {
    const running = clickstream(["bootstrap", "dev", "--yes", ...(synthesized ? ["--no-synth"] : [])], { cwd, env });
    const code = await running.ended;
    synthesized = true;
    const calls = terraform.calls().filter((call) => /^(init|apply|state) (local|s3)$/.test(call));
    const fresh = calls.slice(seen);
    seen = calls.length;
    return { code, calls: fresh, err: running.err() };
  };
  return { cloud, bootstrap };
}

test("the first run makes the bucket with a state on this machine and moves it there; a second one changes nothing", async () => {
  const { cloud, bootstrap } = project();
  expect(await bootstrap()).toMatchObject({
    code: 0,
    calls: ["init s3", "init local", "apply local", "init s3", "state s3"],
  });
  expect(existsSync(path.join(cloud, "bucket/state"))).toBe(true);
  expect(existsSync(path.join(cwd, ".bootstrap/clickstream-account-111122223333-us-east-1"))).toBe(false);
  expect(await bootstrap()).toMatchObject({ code: 0, calls: ["init s3", "apply s3"] });
});

test.each([
  ["apply", "local"],
  ["state", "s3"],
])(
  "a run that ended at terraform %s with the %s backend is taken up by the next, and no state is lost",
  async (command, backend) => {
    const { cloud, bootstrap } = project();
    writeFileSync(path.join(cloud, "fails"), command);
    writeFileSync(path.join(cloud, "fails-with"), backend);
    const first = await bootstrap();
    expect(first).toMatchObject({ code: 1 });
    expect(first.err).toContain(`terraform ${command} ended with 1; run the command again once it is mended`);
    expect(await bootstrap()).toMatchObject({ code: 0 });
    expect(existsSync(path.join(cloud, "bucket/state"))).toBe(true);
  },
);

test("a bucket that can't be reached for another reason stops it: nothing is made twice", async () => {
  const { cloud, bootstrap } = project();
  writeFileSync(path.join(cloud, "fails"), "init");
  writeFileSync(path.join(cloud, "fails-with"), "s3");
  const { code, calls, err } = await bootstrap();
  expect({ code, calls }).toEqual({ code: 1, calls: ["init s3"] });
  expect(err).toContain("terraform init ended with 1:\nbroken");
});
