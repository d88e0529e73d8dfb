"""MiniStack, an emulator of AWS's APIs (https://pypi.org/project/ministack/, MIT), in an environment of its own."""
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

from tools import ROOT, programs

LOGS = ROOT / "build" / "integration"
REGION = "us-east-1"
START_SECONDS = 60


class Failure(Exception):
    """What went wrong, for whoever runs it."""


def inside():
    """Goes on in MiniStack's environment, which has boto3."""
    python = programs("emulator") / "python"
    if sys.prefix != str(python.parent.parent):
        os.execv(python, [python, *sys.argv])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Emulator:
    """
    MiniStack while the block lasts; what it printed stays in build/integration.
    @param strict refuses more of what AWS refuses, see strict_ministack.py
    @param name that of what it printed, where several run at once
    """

    def __init__(self, strict: bool = False, name: str = "ministack"):
        self.log = LOGS / f"{name}.log"
        self.program = [programs("emulator") / "python", ROOT / ".ci" / "strict_ministack.py"] if strict else [programs("emulator") / "ministack"]

    def restart(self) -> None:
        """Anew, with nothing in it."""
        self.__exit__()
        self.__enter__()

    def __enter__(self):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        LOGS.mkdir(parents=True, exist_ok=True)
        self.state = pathlib.Path(tempfile.mkdtemp(prefix="clickstream-emulator-"))
        log = open(self.log, "w")
        environment = {**os.environ, "GATEWAY_PORT": str(port), "MINISTACK_REGION": REGION, "LAMBDA_EXECUTOR": "local", "TMPDIR": str(self.state), "AWS_ENDPOINT_URL_FIREHOSE": self.url}
        self.process = subprocess.Popen(self.program, stdout=log, stderr=log, env=environment, cwd=self.state, start_new_session=True)
        end = time.time() + START_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.time() > end:
                self.__exit__()
                raise Failure(f"MiniStack did not start within {START_SECONDS} s; {self.log} says why")
            time.sleep(0.1)
        return self

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_ministack/health", timeout=1):
                return True
        except OSError:
            return False

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        shutil.rmtree(self.state, ignore_errors=True)

    def client(self, service: str, url: str | None = None):
        """boto3's client of a service of it, or of whatever answers at another URL."""
        import boto3
        from botocore.config import Config

        config = Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"})
        return boto3.client(service, endpoint_url=url or self.url, region_name=REGION, aws_access_key_id="test", aws_secret_access_key="test", config=config)
