"""`/sw.js`: the worker's modules of `static/js` as one classic script, which every phone that has workers can run."""

import re
from functools import cache

from app.http.static_files import ROOT

MODULES = (
    "api",
    "storage",
    "phone_db",
    "phone_lock",
    "photo_store",
    "record_body",
    "queue",
    "sealed",
    "moments",
    "worker_pages",
    "worker",
)
"""What the worker is made of, what is used first; the same files serve the pages as modules."""
_IMPORT = re.compile(r"""^import\b[^"';]*["'][^"']+["'];\n""", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const|let))", re.MULTILINE)


@cache
def script() -> str:
    """The text of the worker: each module in a block of its own that hands out what it exports, so no names meet."""
    parts = ['"use strict";']
    for name in MODULES:
        text = (ROOT / "js" / f"{name}.js").read_text(encoding="utf-8")
        names = re.findall(r"^export (?:async )?(?:function|class|const) (\w+)", text, re.MULTILINE)
        body = _EXPORT.sub("", _IMPORT.sub("", text))
        given = f"const {{ {', '.join(names)} }} = " if names else ""
        parts.append(f"{given}(() => {{\n{body}return {{ {', '.join(names)} }};\n}})();")
    return "\n".join(parts) + "\n"
