"""The registration form of a dossier (Mẫu số 01)."""
