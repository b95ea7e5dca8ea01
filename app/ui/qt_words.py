"""Qt's own words in our language: its file dialog, the menu of a text field, the buttons of its boxes.

There is no Vietnamese catalogue of Qt; the words stand in ours.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTranslator

from app.translate import N_, _

_EDIT_MENU = {
    "&Undo": N_("&Undo"),
    "&Redo": N_("&Redo"),
    "Cu&t": N_("Cu&t"),
    "&Copy": N_("&Copy"),
    "&Paste": N_("&Paste"),
    "Delete": N_("Delete"),
    "Select All": N_("Select All"),
}
_FILES = {
    "Look in:": N_("Look in:"),
    "Back": N_("Back"),
    "Go back": N_("Go back"),
    "Forward": N_("Forward"),
    "Go forward": N_("Go forward"),
    "Parent Directory": N_("Parent folder"),
    "Go to the parent directory": N_("Go to the parent folder"),
    "Create New Folder": N_("New folder"),
    "Create a New Folder": N_("Make a new folder"),
    "List View": N_("List"),
    "Change to list view mode": N_("Show as a list"),
    "Detail View": N_("Particulars"),
    "Change to detail view mode": N_("Show with size and date"),
    "Sidebar": N_("Places"),
    "List of places and bookmarks": N_("Places on this computer"),
    "Files": N_("Files"),
    "File &name:": N_("File &name:"),
    "File name:": N_("File &name:"),
    "&File name:": N_("File &name:"),
    "Files of type:": N_("Kind of files:"),
    "All Files (*)": N_("All files (*)"),
    "All files (*)": N_("All files (*)"),
    "All Files": N_("All files"),
    "Directories": N_("Folders"),
    "Directory:": N_("Folder:"),
    "Find Directory": N_("Find a folder"),
    "Open": N_("Open"),
    "Save As": N_("Save as"),
    "&Open": N_("&Open"),
    "&Save": N_("&Save"),
    "&Choose": N_("&Choose"),
    "&Rename": N_("&Rename"),
    "&Delete": N_("&Delete"),
    "Delete": N_("Delete"),
    "Remove": N_("Remove"),
    "Show ": N_("Show "),
    "Show &hidden files": N_("Show &hidden files"),
    "&New Folder": N_("&New folder"),
    "New Folder": N_("New folder"),
    "Recent Places": N_("Places used lately"),
    "My Computer": N_("Computer"),
    "Computer": N_("Computer"),
    "Drive": N_("Drive"),
    "File": N_("File"),
    "%1 File": N_("%1 file"),
    "File Folder": N_("Folder"),
    "Folder": N_("Folder"),
    "Shortcut": N_("Shortcut"),
    "Unknown": N_("Unknown"),
    "%1\nDirectory not found.\nPlease verify the correct directory name was given.": N_(
        "%1\nThere is no such folder. Check its name."
    ),
    "%1\nFile not found.\nPlease verify the correct file name was given.": N_(
        "%1\nThere is no such file. Check its name."
    ),
    "%1 already exists.\nDo you want to replace it?": N_("%1 is there already.\nReplace it?"),
    "'%1' is write protected.\nDo you want to delete it anyway?": N_("“%1” is write-protected.\nDelete it anyway?"),
    "Are you sure you want to delete '%1'?": N_("Delete “%1”?"),
    "Could not delete directory.": N_("The folder could not be deleted."),
}
_FILE_COLUMNS = {
    "Name": N_("Name"),
    "Size": N_("Size"),
    "Type": N_("Type"),
    "Kind": N_("Type"),
    "Date Modified": N_("Last changed"),
    "My Computer": N_("Computer"),
    "Computer": N_("Computer"),
    "Invalid filename": N_("This name cannot be used"),
    '<b>The name "%1" cannot be used.</b><p>Try using another name, with fewer characters or no punctuation marks.': N_(
        "<b>The name “%1” cannot be used.</b><p>Choose a shorter one, without punctuation marks."
    ),
}
_BUTTONS = {
    "OK": N_("OK"),
    "Save": N_("Save"),
    "Open": N_("Open"),
    "&Open": N_("&Open"),
    "&Save": N_("&Save"),
    "&Yes": N_("&Yes"),
    "&No": N_("&No"),
    "Cancel": N_("Cancel"),
    "&Cancel": N_("&Cancel"),
    "Close": N_("Close"),
    "&Close": N_("&Close"),
}
_WORDS: dict[str, dict[str, str]] = {
    "QFileDialog": _FILES,
    "QAbstractFileIconProvider": _FILES,
    "QFileSystemModel": _FILE_COLUMNS,
    "QPlatformTheme": _BUTTONS,
    "QDialogButtonBox": _BUTTONS,
    "QMessageBox": _BUTTONS,
    "QLineEdit": _EDIT_MENU,
    "QWidgetTextControl": _EDIT_MENU,
}


class QtWords(QTranslator):
    """Install it once; a change of language needs nothing more."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("qt_words")

    def isEmpty(self) -> bool:
        """An empty translator would not be asked."""
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        """Our words for Qt's; what is not in the lists stays as it is."""
        words = _WORDS.get(context, {}).get(source)
        return _(words) if words is not None else source
