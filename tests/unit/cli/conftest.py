"""What every test of a command uses: a café in a folder of its own, and a runner that keeps stdout and stderr apart."""

from pathlib import Path

import pytest
from cafe import Run, write_cafe
from click.testing import CliRunner, Result

from rulekit.cli.main import cli


@pytest.fixture
def cafe(tmp_path: Path) -> tuple[str, str]:
    """The paths of a program and its ledger."""
    return write_cafe(tmp_path)


@pytest.fixture
def run() -> Run:
    """Run a command inside this process."""

    def invoke(*arguments: str, **environment: str) -> Result:
        return CliRunner().invoke(cli, list(arguments), env=environment)

    return invoke
