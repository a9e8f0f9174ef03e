"""A client for the YAML language server that editors use: opens a text, and asks for findings, completions and explanations.

Speaks the Language Server Protocol over the server's standard input and output, one request at a time.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SERVER = HERE / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
MARK = "‸"
"""Where the cursor stands in a text."""


class LanguageServer:
    """A running server that knows one schema for every YAML file."""

    def __init__(self, schema: Path) -> None:
        self._process = subprocess.Popen(
            ["node", str(SERVER), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._schema = schema.as_uri()
        self._number = 0
        self._findings: dict[str, list[dict[str, Any]]] = {}
        self.request("initialize", {"processId": None, "rootUri": None, "capabilities": _CAPABILITIES})
        self._notify("initialized", {})
        self._notify("workspace/didChangeConfiguration", {"settings": self._settings()})
        while not self.findings("no key: of a program\n"):  # it goes on without the schema until it has loaded it
            pass

    def close(self) -> None:
        """End the server."""
        self.request("shutdown", None)
        self._notify("exit", None)
        self._process.communicate(timeout=20)

    def findings(self, text: str) -> list[str]:
        """What an editor underlines: `line: message`, lines from 1."""
        uri = self._open(text)
        while uri not in self._findings:
            self._handle(self._receive())
        return [f"{found['range']['start']['line'] + 1}: {found['message']}" for found in self._findings[uri]]

    def completions(self, marked: str) -> dict[str, str]:
        """What an editor offers at the mark: label to explanation."""
        uri, position = self._open(marked.replace(MARK, "")), _position(marked)
        found = self.request("textDocument/completion", {"textDocument": {"uri": uri}, "position": position})
        items = found["items"] if isinstance(found, dict) else found or []
        return {item["label"]: _plain(item.get("documentation", "")) for item in items}

    def explanation(self, marked: str) -> str:
        """What an editor shows when the pointer rests on the mark."""
        uri, position = self._open(marked.replace(MARK, "")), _position(marked)
        found = self.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": position})
        return _plain(found["contents"]) if found else ""

    def request(self, method: str, params: object) -> Any:
        """Ask, and wait for the answer; what else the server says meanwhile is handled."""
        self._number += 1
        number = self._number
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message["error"]
                return message["result"]
            self._handle(message)

    def _open(self, text: str) -> str:
        uri = f"file:///shop/program-{self._number}-{len(self._findings)}.yaml"
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._notify("textDocument/didOpen", {"textDocument": document})
        return uri

    def _settings(self) -> dict[str, object]:
        yaml = {"schemas": {self._schema: "*.yaml"}, "completion": True, "hover": True, "validate": True, "format": {"enable": False}}
        return {"yaml": {**yaml, "schemaStore": {"enable": False}}}

    def _handle(self, message: dict[str, Any]) -> None:
        method = message.get("method")
        if method == "textDocument/publishDiagnostics":
            self._findings[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif method == "workspace/configuration":
            sections = [item.get("section", "") for item in message["params"]["items"]]
            self._send({"id": message["id"], "result": [self._settings().get(section, {}) for section in sections]})
        elif "id" in message and method is not None:
            self._send({"id": message["id"], "result": None})

    def _notify(self, method: str, params: object) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, object]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        output = self._process.stdout
        assert output is not None
        length = 0
        while (header := output.readline().strip()) != b"":
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        assert length, "the language server has ended"
        message: dict[str, Any] = json.loads(output.read(length))
        return message


_CAPABILITIES = {
    "textDocument": {
        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["plaintext", "markdown"]}},
        "hover": {"contentFormat": ["plaintext", "markdown"]},
        "publishDiagnostics": {},
    },
    "workspace": {"configuration": True},
}


def _position(marked: str) -> dict[str, int]:
    before = marked[: marked.index(MARK)]
    return {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}


def _plain(documentation: object) -> str:
    return documentation["value"] if isinstance(documentation, dict) else str(documentation)
