"""What a rendered service is put beside: each a small program, written the way its users do."""
