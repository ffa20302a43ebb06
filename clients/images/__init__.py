"""Pictures from the web, fetched by address and checked before use."""

from clients.images.fetching import Host, OwnAddress, Pictures, Visit
from clients.images.kept import KeptPictures
from clients.images.picture import NoPictureError, Picture, read_picture

__all__ = [
    "Host",
    "KeptPictures",
    "NoPictureError",
    "OwnAddress",
    "Picture",
    "Pictures",
    "Visit",
    "read_picture",
]
