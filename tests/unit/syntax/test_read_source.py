"""Files as they come: what is not a small UTF-8 text ends in one diagnostic."""

import os

import pytest

from rulekit.diagnostics import Diagnostic, Source
from rulekit.syntax.read_source import MAX_BYTES, read_source


def test_a_file_is_read_as_it_is(tmp_path):
    path = tmp_path / "p.yaml"
    path.write_bytes("program: Café 😀\r\n".encode())
    assert read_source(path) == Source(str(path), "program: Café 😀\r\n")
    assert read_source(str(path)) == read_source(path)


def test_a_byte_order_mark_is_dropped(tmp_path):
    path = tmp_path / "p.yaml"
    path.write_bytes(b"\xef\xbb\xbfprogram: a")
    assert read_source(path).text == "program: a"


def test_a_file_of_the_largest_size_is_read(tmp_path):
    path = tmp_path / "p.yaml"
    path.write_bytes(b"#" * MAX_BYTES)
    assert isinstance(read_source(path), Source)
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    assert read_source(path).code == "RK102"


@pytest.mark.parametrize(
    ("data", "message", "column"),
    [
        (b"a: Caf\xe9", "it would be `é` in Windows-1252", 7),
        ("ü: ".encode() + b"\xff", "byte 255", 4),
        (b"a: \xed\xa0\x80", "byte 237", 4),
        (b"a: \xc3", "byte 195", 4),
        (b"\xef\xbb\xbfa: \x80", "it would be `€` in Windows-1252", 4),
    ],
)
def test_what_is_not_utf8_is_shown_at_its_place(tmp_path, data, message, column):
    path = tmp_path / "p.yaml"
    path.write_bytes(data)
    finding = read_source(path)
    assert finding.code == "RK103"
    assert message in finding.message
    assert finding.span.column == column


def test_utf16_is_named(tmp_path):
    path = tmp_path / "p.yaml"
    path.write_bytes("a: b".encode("utf-16"))
    assert "UTF-16" in read_source(path).message


@pytest.mark.parametrize("name", ["missing.yaml", "missing/p.yaml", "a\0b", "x" * 5000, "", "a\ud800b"])
def test_what_cannot_be_there_is_one_diagnostic(tmp_path, name):
    finding = read_source(f"{tmp_path}/{name}")
    assert isinstance(finding, Diagnostic)
    assert finding.code == "RK101"
    assert finding.help


def test_a_missing_file_names_its_neighbours(tmp_path):
    (tmp_path / "program.yaml").write_text("a: b")
    assert "`program.yaml`" in read_source(tmp_path / "programm.yaml").help


def test_a_folder_and_a_pipe_are_no_files(tmp_path):
    assert "folder" in read_source(tmp_path).message
    os.mkfifo(tmp_path / "pipe")
    assert "not an ordinary file" in read_source(tmp_path / "pipe").message


def test_a_file_that_may_not_be_read_says_so(tmp_path, monkeypatch):
    path = tmp_path / "p.yaml"
    path.write_text("a: b")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(type(path), "open", refuse)
    finding = read_source(path)
    assert finding.code == "RK101"
    assert "may not read" in finding.help
