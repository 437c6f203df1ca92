"""How a training step scales: its measurement on this machine, and a cost model for more ranks than it has."""
