"""Papers on the screen: the preview is the PDF itself, and it is what the printer gets."""
