"""Python tools in environments of their own, as .ci/requirements has them: every package with its hash."""
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import time
import urllib.request
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / ".ci" / "requirements"
TOOLS = ROOT / "build" / "tools"
REGISTRY = "https://registry.terraform.io/.well-known/terraform.json"


def programs(name: str, *more: str) -> pathlib.Path:
    """The folder of the programs of requirements NAME.txt and others, installed once, and anew when a file has changed."""
    folder, files = TOOLS / name, [REQUIREMENTS / f"{each}.txt" for each in (name, *more)]
    stamp, wanted = folder / "installed", "".join(file.read_text() for file in files)
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"Installing {', '.join(str(file.relative_to(ROOT)) for file in files)}", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        options = [option for file in files for option in ("-r", file)]
        pip = [folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", *options]
        if subprocess.run(pip).returncode:
            raise SystemExit(f"{name}: the tools could not be installed: is a Python package index within reach?")
        stamp.write_text(wanted)
    return folder / "bin"


def record_proof(check: str, counts: dict) -> None:
    """As __tests__/support/record-proof.ts: writes down what a check counted, when RECORD_PROOF is set and all of it held."""
    if not os.environ.get("RECORD_PROOF"):
        return
    file = ROOT / "docs" / "proof.json"
    records = {**json.loads(file.read_text()), check: {"date": datetime.datetime.now(datetime.timezone.utc).date().isoformat(), "counts": counts}}
    file.write_text(json.dumps(dict(sorted(records.items())), indent=2, ensure_ascii=False) + "\n")


def registry_answers() -> bool:
    try:
        with urllib.request.urlopen(REGISTRY, timeout=10):
            return True
    except OSError:
        return False


def step(what: str, since: list = [time.time()]) -> None:  # noqa: B006
    """Progress, with the seconds since the start."""
    print(f"{time.time() - since[0]:5.0f} s  {what}", flush=True)
