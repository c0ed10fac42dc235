"""The contract as a document: generated from the TypeScript server's types, never edited here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

TEXT = Path(__file__).with_name("openapi.json").read_text(encoding="utf-8")
DOCUMENT: dict[str, Any] = json.loads(TEXT)
VERSION: str = DOCUMENT["info"]["version"]
PARAMETERS: dict[str, dict[str, Any]] = DOCUMENT["components"]["schemas"]["PredictParameters"][
    "properties"
]
