"""What is known about a repository that was not made by webhookgen, read without running it."""
