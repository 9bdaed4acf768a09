"""Refusing what must not be stored: the one place where blocked content becomes an error."""

from collections.abc import Mapping

from app.core.errors import FieldError, Invalid
from app.core.i18n import N_
from app.records.content import Finding, blocking, scan_fields


class BlockedContent(Invalid):
    """State-secret markings, identity or bank-card numbers: nothing of it is stored, logged or repeated."""

    code, message = "blocked-content", N_("内容含有不能录入的信息，未保存。请删除后再提交。")


def refuse_blocked(fields: Mapping[str, str | None]) -> tuple[Finding, ...]:
    """Raise BlockedContent naming each field by its JSON pointer; answers the warnings that do not block."""
    findings = scan_fields(fields.items())
    blocked = blocking(findings)
    if blocked:
        raise BlockedContent(
            errors=tuple(FieldError(finding.pointer, str(finding.kind), finding.message) for finding in blocked)
        )
    return tuple(finding for finding in findings if not finding.blocks)
