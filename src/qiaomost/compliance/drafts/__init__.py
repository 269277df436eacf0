"""What is given to the services of compliance, as values."""
