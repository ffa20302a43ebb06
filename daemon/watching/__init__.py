"""How the library's folders are watched: notifications, gathering them by book, and comparing with the mirror."""
