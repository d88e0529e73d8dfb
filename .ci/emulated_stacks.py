"""A synthesized stack made ready for Terraform against an emulator: what it says of resources stays as it is."""
import json
import os
import pathlib
import re
import shutil
import subprocess

from tools import ROOT

SERVICES = ["apigateway", "athena", "cloudwatch", "cloudwatchlogs", "firehose", "glue", "iam", "kms", "lambda", "s3", "scheduler", "sfn", "sns", "sts", "wafv2"]
TERRAFORM_SECONDS = 600


class Stack:
    """One stack in a folder of its own, with its state beside it."""

    def __init__(self, source: pathlib.Path, work: pathlib.Path, url: str, older):
        self.name = source.name
        self.folder = work / source.name
        shutil.copytree(source, self.folder)
        stack = json.loads((source / "cdk.tf.json").read_text())
        stack["terraform"]["backend"] = {"local": {"path": str(self.folder / "stack.tfstate")}}
        for state in stack.get("data", {}).get("terraform_remote_state", {}).values():
            needed = state["config"]["key"].split("/")[0]
            state.update(backend="local", config={"path": str(work / needed / "stack.tfstate")}, workspace="default")
        for provider in stack["provider"]["aws"]:
            provider.setdefault("access_key", "test")  # an account's id makes it that account
            provider.update(secret_key="test", skip_credentials_validation=True, skip_metadata_api_check=True, s3_use_path_style=True)
            provider["endpoints"] = [dict.fromkeys(SERVICES, url)]
        self.options = []
        if older:
            stack, self.options = older.adapt(stack, self.folder)
        (self.folder / "cdk.tf.json").write_text(json.dumps(stack, indent=2))

    @classmethod
    def over(cls, source: pathlib.Path, work: pathlib.Path, url: str, older) -> "Stack":
        """The same over the state that is there from before, if any; ready to be planned."""
        state = work / source.name / "stack.tfstate"
        kept = state.read_bytes() if state.exists() else None
        shutil.rmtree(work / source.name, ignore_errors=True)
        stack = cls(source, work, url, older)
        if kept is not None:
            state.write_bytes(kept)
        stack.init()
        return stack

    def terraform(self, *command: str, allowed=(0,)) -> subprocess.CompletedProcess:
        """@raises RuntimeError with what Terraform said, when its exit code is none of those allowed"""
        environment = {**os.environ, "TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1"}
        if self.options:
            environment.pop("TF_CLI_CONFIG_FILE", None)
        run = subprocess.run(["terraform", *command, *([] if command[0] == "state" else ["-no-color"])], cwd=self.folder, capture_output=True, text=True, env=environment, timeout=TERRAFORM_SECONDS)
        if run.returncode not in allowed:
            raise RuntimeError(f"{self.name}: terraform {command[0]} ended with {run.returncode}\n{run.stdout[-2000:]}{run.stderr[-6000:]}")
        return run

    def init(self) -> None:
        self.terraform("init", "-input=false", *self.options)

    def apply(self, parallelism: int = 4) -> str:
        """With more at once the emulator is so slow that the provider asks twice."""
        said = self.terraform("apply", "-auto-approve", "-input=false", f"-parallelism={parallelism}").stdout
        return re.search(r"Resources: .*", said).group()

    def check_unchanged(self) -> None:
        """@raises RuntimeError with what a plan would do after all, by address"""
        if self.terraform("plan", "-detailed-exitcode", "-input=false", "-out=again", allowed=(0, 2)).returncode == 0:
            return
        plan = json.loads(self.terraform("show", "-json", "again").stdout)
        found = []
        for change in plan.get("resource_changes", []):
            if change["change"]["actions"] in (["no-op"], ["read"]):
                continue
            paths = different(change["change"]["before"] or {}, change["change"]["after"] or {}, change["change"]["after_unknown"])
            found.append(f"{change['address']}: {', '.join(change['change']['actions'])} {', '.join(paths)}")
        found += [f"output {name}: {', '.join(change['actions'])}" for name, change in plan.get("output_changes", {}).items() if change["actions"] != ["no-op"]]
        raise RuntimeError(f"{self.name}: a plan right after would change something:\n  " + "\n  ".join(found))

    def destroy(self) -> str:
        """Of what was planned or applied right before: what is there is known."""
        said = self.terraform("destroy", "-auto-approve", "-input=false", "-refresh=false").stdout
        return re.search(r"Resources: .*", said).group()


def different(before, after, unknown, path=""):
    """The paths of the arguments that differ."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after}):
            inner = unknown.get(key, False) if isinstance(unknown, dict) else unknown
            yield from different(before.get(key), after.get(key), inner, f"{path}.{key}".lstrip("."))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, pair in enumerate(zip(before, after)):
            inner = unknown[index] if isinstance(unknown, list) and index < len(unknown) else False
            yield from different(*pair, inner, f"{path}.{index}")
    elif before != after and unknown is not True:
        yield path
    elif unknown is True:
        yield f"{path} (known after apply)"


def synthesize(folder: pathlib.Path, settings: str = "{}") -> pathlib.Path:
    """The restaurant's environment dev with settings of its own, as .ci/variant.ts takes them; examples.json has an event of each type."""
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["node", "run.mjs", ".ci/variant.ts", str(folder), settings], cwd=ROOT, check=True)
    return folder


def in_order(synthesized: pathlib.Path, prefix: str) -> list:
    """The names of the stacks that begin so, each behind those that it needs."""
    stacks = json.loads((synthesized / "manifest.json").read_text())["stacks"]
    ordered = []

    def visit(name: str) -> None:
        if name in ordered or not name.startswith(prefix):
            return
        for needed in stacks[name].get("dependencies", []):
            visit(needed)
        ordered.append(name)

    for name in sorted(stacks):
        visit(name)
    return ordered
