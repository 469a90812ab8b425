"""How fast it is, and how to find out again: `benchmarks/README.md`."""
