"""Search for texts that break `check`, guided by the code they reach.

    .venv/bin/pip install atheris
    .venv/bin/python tests/fuzz/fuzz_check.py                     # ten minutes
    .venv/bin/python tests/fuzz/fuzz_check.py 60                  # seconds
    .venv/bin/python tests/fuzz/fuzz_check.py FILE                # one text again, such as the crash-… that was found

Starts from the examples, the whole program of the documentation, and `corpus/`, where texts that once broke something stay.
Words of the language are the dictionary. Ends with 0 where nothing was found; else it leaves the text as `crash-…`.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["rulekit", "lark", "yaml"]):
    from judge import judge

    from rulekit.syntax.sentence import KEYWORDS

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SEEDS = [
    *sorted(ROOT.glob("examples/*/program.yaml")),
    *sorted((ROOT / "tests" / "unit").rglob("*.yaml")),
    *sorted((HERE / "corpus").iterdir()),
]
LONGEST_BYTES = 6_000


def main(wish: str = "600") -> None:
    """Fuzz for some seconds, or judge one file."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz-check-"))
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(SEEDS):
        shutil.copy(seed, corpus / f"{number:03}")
    words = folder / "words"
    words.write_text("".join(f'"{word}"\n' for word in sorted(KEYWORDS)), encoding="ascii")
    options = [f"-max_total_time={wish}", f"-dict={words}", f"-max_len={LONGEST_BYTES}", "-timeout=10", "-rss_limit_mb=2000"]
    arguments = [str(corpus), *options, "-print_final_stats=1"] if wish.isdigit() else [wish]
    atheris.Setup([sys.argv[0], *arguments], judge)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
