"""Forms: fields that are saved as they are left, told about at the field, undone by record."""
