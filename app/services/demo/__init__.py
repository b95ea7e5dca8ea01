"""Practice runs on real and made-up rounds: the same services that an officer's acts call, and nothing else."""
