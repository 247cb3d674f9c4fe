"""Subscribers that are imported from another vendor's file, and exported to one."""
