"""What the program must do well and fast: each figure with its limit, measured in the same run."""
