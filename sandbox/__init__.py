"""Everything that tests and the demo need around the package; never installed with it."""
