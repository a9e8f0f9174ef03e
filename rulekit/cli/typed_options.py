"""Options that would say nothing beside the others: refused where somebody typed them.

A variable of the environment is there for many runs, and need not fit each of them.
"""

from __future__ import annotations

from collections.abc import Iterable

import click
from click.core import ParameterSource


def refuse(names: Iterable[str] | None, why: str, *, beside: str | None = None) -> None:
    """Raise a usage error for the first of these options that was typed; `why` goes on after its name.

    `names` are those of parameters; None: all options `beside` this one.
    """
    context = click.get_current_context()
    for option in context.command.params:
        is_asked = option.name != beside if names is None else option.name in names
        is_typed = context.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE
        if isinstance(option, click.Option) and is_asked and is_typed:
            raise click.UsageError(f"`{max(option.opts, key=len)}` {why}")
