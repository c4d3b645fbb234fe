"""What an officer costs: pay on the September scales, allowances, night premium, and what the employer pays on top."""
