"""What a digest tells, in numbers that open."""
