"""A stand-in for MyAnonamouse that behaves as facts/mam.md says."""

from sandbox.mam.account import Account
from sandbox.mam.downloads import content_of
from sandbox.mam.faults import Fault
from sandbox.mam.odd_rows import odd_listings, odd_rows
from sandbox.mam.server import SandboxMam
from sandbox.visits import Visit

__all__ = ["Account", "Fault", "SandboxMam", "Visit", "content_of", "odd_listings", "odd_rows"]
