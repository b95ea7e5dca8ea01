"""A key as people compare it: six words, the whole fingerprint on request, and words that were told, typed in."""

from __future__ import annotations

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.services.bundles.signing import fingerprint
from app.services.office_keys.words import WORDS, WordsCheck, check_fingerprint, check_words, fingerprint_words
from app.translate import _, ngettext
from app.ui.theme import font
from app.ui.widgets.buttons import LinkLabel
from app.ui.widgets.labels import TextLabel

_HEX = re.compile(r"[0-9A-Fa-f\s:.-]{20,}")


class KeyWords(QWidget):
    """The six words, numbered; the fingerprint in hexadecimal digits below "Advanced"."""

    def __init__(self, parent: QWidget | None = None, *, role: str = "card") -> None:
        super().__init__(parent)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        grid = QGridLayout()
        grid.setHorizontalSpacing(28)
        grid.setVerticalSpacing(4)
        self._labels = [TextLabel("", role, wrap=False) for _place in range(WORDS)]
        for place, label in enumerate(self._labels):
            label.setObjectName(f"key.word{place + 1}")
            label.let_copy()
            grid.addWidget(label, place // 3, place % 3)
        grid.setColumnStretch(3, 1)
        rows.addLayout(grid)
        self.more = LinkLabel(_("Advanced"), self._turn, "caret-right")
        self.more.setObjectName("key.more")
        rows.addWidget(self.more)
        self.hex = TextLabel("", "body")
        self.hex.setObjectName("key.hex")
        self.hex.let_copy()
        self.hex.hide()
        rows.addWidget(self.hex)

    def show_key(self, public_key: bytes | None) -> None:
        """The key to show; None: there is none."""
        words = fingerprint_words(public_key) if public_key else ()
        for place, label in enumerate(self._labels):
            label.setText(f"{place + 1}. {words[place]}" if words else "")
            label.setVisible(bool(words))
        self.hex.setText(fingerprint(public_key) if public_key else "")
        self.more.setVisible(bool(words))
        self.setAccessibleName(", ".join(words))

    def put_hex_away(self) -> None:
        """No link below the words: the page shows the fingerprint elsewhere."""
        self.more.hide()
        self.hex.hide()

    def _turn(self) -> None:
        self.hex.setVisible(self.hex.isHidden())


class TypedWords(QWidget):
    """Where the words go that the other office reads out; which of them differs is told while one types.

    Args:
        needed: it is not said that they may be compared by ear alone.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, needed: bool = False) -> None:
        super().__init__(parent)
        self._key, self._needed = b"", needed
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        label = QLabel(_("The six words that they read out (accents do not matter)"), self)
        label.setFont(font("label"))
        label.setWordWrap(True)
        rows.addWidget(label)
        self.line = QLineEdit(self)
        self.line.setObjectName("field.words")
        self.line.setAccessibleName(label.text())
        self.line.setMaximumWidth(760)
        label.setBuddy(self.line)
        self.line.textChanged.connect(self._on_typed)
        rows.addWidget(self.line)
        self.hint = TextLabel("", "second")
        self.hint.setObjectName("hint.words")
        rows.addWidget(self.hint)
        self.setFocusProxy(self.line)
        self._say(*self._started())

    def set_key(self, public_key: bytes) -> None:
        """The key that the words are compared with; what was typed for another one goes."""
        if public_key != self._key:
            self._key = public_key
            self.line.clear()
            self._say(*self._started())

    def is_same(self) -> bool:
        """Whether what is typed is this key's, as words or as digits."""
        return bool(self._key) and check_fingerprint(self._key, self.line.text())

    def check(self, *, needed: bool = False) -> bool:
        """Whether nothing speaks against the key: nothing typed (unless needed), or all of it right; else told."""
        typed = self.line.text().strip()
        if (not typed and not needed) or self.is_same():
            return True
        if not typed:
            self._say(_("Type the six words that the office reads out."), "danger")
        elif _HEX.fullmatch(typed):
            self._say(_("These digits are not the fingerprint of this key."), "danger")
        else:
            found = check_words(self._key, typed)
            self._say(_wrong(found) or _too_few(found.count), "danger")
        self.line.setFocus()
        return False

    def _started(self) -> tuple[str, str]:
        if self._needed:
            return _("Type the six words that the office reads out."), "text2"
        return _("You may also compare by ear, word by word, and leave this empty."), "text2"

    def _on_typed(self, text: str) -> None:
        if not text.strip():
            self._say(*self._started())
        elif self.is_same():
            self._say(_("All six words are the same."), "ok")
        elif _HEX.fullmatch(text.strip()):
            self._say(_("All 64 digits are compared."), "text2")
        else:
            self._say(*self._so_far(text))
        self.changed.emit()

    def _so_far(self, text: str) -> tuple[str, str]:
        """What can be said of the words before the one that is being typed."""
        found = check_words(self._key, text)
        ended = found.count if found.count > WORDS or text[-1:] in " ,;\n" else found.count - 1
        so_far = WordsCheck(False, ended, tuple(place for place in found.wrong if place <= ended))
        wrong = _wrong(so_far if found.count <= WORDS else found)
        if wrong:
            return wrong, "danger"
        return _("{count} of {all} words are right.").format(count=max(ended, 0), all=WORDS), "text2"

    def _say(self, text: str, tone: str) -> None:
        self.hint.setText(text)
        self.hint.set_tone(tone)


def _wrong(found: WordsCheck) -> str:
    if found.wrong:
        places = ", ".join(map(str, found.wrong))
        return ngettext(
            "Word {places} differs: this is not the same key, unless it was misheard. Let them read it again.",
            "Words {places} differ: this is not the same key. Do not confirm it.",
            len(found.wrong),
        ).format(places=places)
    return _("More than six words.") if found.count > WORDS else ""


def _too_few(count: int) -> str:
    return _("Only {count} of the six words: let them read all six.").format(count=count)
