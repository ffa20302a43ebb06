"""The API: one module per resource, as its address says."""
