"""What others own: one module or folder per service, with only the verbs that we use."""
