"""What every other package stands on: the standard library and platformdirs, nothing else."""
