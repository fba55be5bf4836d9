"""What bench/run and bench/plot are made of. Standard library only."""
