"""The rules: events, outcomes, errors, and the facts of a recording. Pure, no input or output."""
