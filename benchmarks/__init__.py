"""What the product costs, against a bare loop of the same libraries in the same run. `python -m benchmarks` runs it all."""
