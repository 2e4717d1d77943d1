"""An answer, a conversation or a dossier to one file that a person takes along, with its sources in full."""

from newsqa.export.document import FORMS, Document, export, form_of_file

__all__ = ["FORMS", "Document", "export", "form_of_file"]
