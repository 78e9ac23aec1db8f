"""Importer ce qui se fait pour tenir les engagements : les actions, les formations."""
