"""Settings of the office: what its papers print, who works in it, its keys, copies and rules."""
