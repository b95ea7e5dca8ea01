"""The commune's assessment: the list of dossiers to assess, and one dossier's items, meeting and report."""
