"""Files: what is compared, written, kept and vendored."""
