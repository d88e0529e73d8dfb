"""Applies a synthesized catalog to an emulator of Glue and Athena with the real AWS provider.

usage: python3 .ci/trino/apply_catalog.py STACK WORK URL

STACK is the stack's folder in cdktf.out, WORK an empty one for Terraform, URL the emulator's. TF_PLUGIN_DIR names the folder of providers
to take, else the registry's are.
"""
import json
import os
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from emulated_stacks import Stack  # noqa: E402
from older_provider import OlderProvider  # noqa: E402

# What a catalog takes from other stacks: the key with which a workgroup encrypts results.
KEY = "arn:aws:kms:us-east-1:000000000000:key/12345678-1234-1234-1234-123456789012"


def main(source: pathlib.Path, work: pathlib.Path, url: str) -> None:
    plugins = os.environ.get("TF_PLUGIN_DIR")
    stack = Stack(source, work, url, OlderProvider(pathlib.Path(plugins)) if plugins else None)
    text = (stack.folder / "cdk.tf.json").read_text()
    for state in json.loads(text).get("data", {}).get("terraform_remote_state", {}).values():
        file = pathlib.Path(state["config"]["path"])
        file.parent.mkdir(exist_ok=True)
        outputs = {name: {"value": KEY, "type": "string"} for name in re.findall(r"\.outputs\.([\w-]+)", text)}
        file.write_text(json.dumps({"version": 4, "terraform_version": "1.0.0", "serial": 1, "lineage": "none", "outputs": outputs, "resources": []}))
    stack.init()
    print(stack.apply())
    found, _ = stack.changes()
    if found:
        raise RuntimeError("a plan right after would change something:\n  " + "\n  ".join(found))


if __name__ == "__main__":
    try:
        main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3])
    except RuntimeError as error:
        raise SystemExit(str(error)) from None
