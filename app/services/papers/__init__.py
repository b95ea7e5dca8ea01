"""Official papers: content first, then written as PDF or DOCX."""
