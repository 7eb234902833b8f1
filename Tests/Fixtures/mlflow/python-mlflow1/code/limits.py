"""What the model counts above."""
LIMIT = 0.5
