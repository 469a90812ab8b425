"""What reports add up to, and how they leave the house."""
