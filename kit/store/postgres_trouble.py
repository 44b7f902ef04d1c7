"""What went wrong with a journal in PostgreSQL, said to whoever runs the kit: what happened, what to do."""

from __future__ import annotations

from kit.store.journal import StoreError


class Away(StoreError):
    """The server cannot be reached now. It may be there again in a moment."""


NOT_SAVED = "Nothing of this step was saved."
_AWAY = (
    "{where} cannot be reached ({detail})."
    f" {NOT_SAVED} The kit goes on trying; check that PostgreSQL runs, and the network between."
)
_NO_ENTRY = (
    "{where} does not let the kit in ({detail}). Check the user and the password in the journal's URL,"
    " in PGPASSWORD or in the password file."
)
_NO_DATABASE = (
    "{where} is not there ({detail}). Make the database first, or correct its name in the journal's URL."
)
_CROWDED = (
    f"{{where}} has no connection left for the kit ({{detail}}). {NOT_SAVED}"
    " Close other programs that use it, or raise max_connections; each process of the kit needs three."
)
_FULL = f"The disk of {{where}} is full. {NOT_SAVED} Free some space on that computer and try again."
_READ_ONLY = (
    f"{{where}} can only be read: it is a standby, or was set so. {NOT_SAVED} Name the primary server"
    " in the journal's URL, or all of them with ?target_session_attrs=read-write."
)
_NO_RIGHT = (
    f"{{where}} does not allow the kit to write ({{detail}}). {NOT_SAVED}"
    " Give the user of the journal's URL the right to create and change tables there."
)
_BUSY = f"{{where}} was held up by somebody else for too long ({{detail}}). {NOT_SAVED} Try again."
_OTHER = f"{{where}} does not work ({{detail}}). {NOT_SAVED}"

_BY_STATE = {
    "28": _NO_ENTRY,
    "3D": _NO_DATABASE,
    "53100": _FULL,
    "53300": _CROWDED,
    "25006": _READ_ONLY,
    "42501": _NO_RIGHT,
    "55P03": _BUSY,
    "57014": _BUSY,
    "40P01": _BUSY,
    "25P03": _BUSY,
    "57P": _AWAY,
    "08": _AWAY,
}
"""From PostgreSQL's error codes (its manual, appendix A), or their beginnings, to a sentence."""

_BY_WORDS = {  # before there is a connection there is no code, only the server's words
    "the database system is": _AWAY,  # starting up, shutting down, in recovery
    "password": _NO_ENTRY,
    "authentication": _NO_ENTRY,
    "no pg_hba.conf entry": _NO_ENTRY,
    "role ": _NO_ENTRY,
    "database ": _NO_DATABASE,
    "too many clients": _CROWDED,
    "remaining connection slots": _CROWDED,
}


def postgres_trouble(error: Exception, where: str, *, connecting: bool) -> StoreError:
    """The sentence for what psycopg reported about ``where``: a server and a database, without password."""
    detail = " ".join(str(error).split())
    state = getattr(error, "sqlstate", None) or ""
    sentence = next((said for code, said in _BY_STATE.items() if state.startswith(code)), "")
    if not sentence and connecting:
        answered = detail.rpartition("FATAL:")[2] if "FATAL:" in detail else ""
        sentence = next((said for word, said in _BY_WORDS.items() if word in answered), _AWAY)
    if not sentence:
        sentence = _OTHER if state else _AWAY
    kind = Away if sentence is _AWAY else StoreError
    return kind(sentence.format(where=where, detail=_short(detail)))


def _short(detail: str) -> str:
    """The server's own words, as far as they help."""
    said = detail.rpartition("FATAL:")[2].strip() or detail
    return said.split(" LINE ")[0].split(" DETAIL:")[0][:200].rstrip(".")
