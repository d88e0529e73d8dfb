"""Python tools in the versions that requirements.txt pins, each script's in an environment of its own."""
import pathlib
import subprocess
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / ".ci" / "requirements.txt"


def pinned(package: str) -> str:
    """The package as pip takes it. @raises SystemExit when requirements.txt does not pin it"""
    for line in REQUIREMENTS.read_text().split("\n"):
        name, _, version = line.partition("==")
        if version and name.split("[")[0] == package:
            return line
    raise SystemExit(f"{REQUIREMENTS} pins no {package}")


def tools(name: str, *packages: str) -> pathlib.Path:
    """Where the packages' programs are, in build/<name>-tools: made once, anew when a version is another.

    @raises SystemExit when they can't be installed
    """
    folder = ROOT / "build" / f"{name}-tools"
    stamp, wanted = folder / "installed", " ".join(pinned(package) for package in packages)
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"Installing {wanted}", flush=True)
        venv.create(folder, with_pip=True, clear=True)
        pip = [folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", *wanted.split()]
        if subprocess.run(pip).returncode:
            raise SystemExit(f"{wanted} could not be installed: is a Python package index within reach?")
        stamp.write_text(wanted)
    return folder / "bin"
