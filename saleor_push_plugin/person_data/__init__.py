"""What is stored of one person: found, collected for staff and for the person, and erased."""
