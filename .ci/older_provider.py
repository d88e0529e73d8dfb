"""What has to be different when an older AWS provider from a folder stands in for the one that is locked, and no archive provider is at hand."""
import io
import json
import pathlib
import re
import zipfile


class OlderProvider:
    """@param plugins folder laid out as Terraform's -plugin-dir takes it"""

    def __init__(self, plugins: pathlib.Path):
        self.plugins = plugins
        found = sorted(plugins.glob("registry.terraform.io/hashicorp/aws/*"), key=lambda each: [int(part) for part in each.name.split(".")])
        if not found:
            raise FileNotFoundError(f"{plugins} holds no registry.terraform.io/hashicorp/aws/VERSION")
        self.version = found[-1].name

    def adapt(self, stack: dict, folder: pathlib.Path) -> tuple:
        """@returns the stack, and the options of `terraform init`"""
        stack["terraform"]["required_providers"] = {"aws": {"source": "hashicorp/aws", "version": self.version}}
        stack["provider"].pop("archive", None)
        zips = stack.get("data", {}).pop("archive_file", {})
        text = json.dumps(stack)
        for name, archive in zips.items():
            file = zipped(folder, archive)
            text = text.replace(f"${{data.archive_file.{name}.output_path}}", file)
            text = text.replace(f"${{data.archive_file.{name}.output_base64sha256}}", f'${{filebase64sha256(\\"{file}\\")}}')
        text = re.sub(r"nodejs24\.x", "nodejs22.x", text)  # its list of runtimes ends there
        stack = json.loads(text)
        if not stack.get("data"):
            stack.pop("data", None)
        return stack, [f"-plugin-dir={self.plugins}"]


def zipped(folder: pathlib.Path, archive: dict) -> str:
    buffer = io.BytesIO()
    source = folder / archive["source_dir"]
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for file in sorted(source.rglob("*")):
            target.writestr(zipfile.ZipInfo(str(file.relative_to(source))), file.read_bytes())
    (folder / archive["output_path"]).write_bytes(buffer.getvalue())
    return archive["output_path"]
