"""Administrative units of Viet Nam: what there was on a day, what became of it, and finding one by its name."""
