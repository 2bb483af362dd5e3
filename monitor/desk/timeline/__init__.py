"""The story as it went: developments in time order, figures as series, a page of both. Pure."""
