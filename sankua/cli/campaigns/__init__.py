"""What `sankua campaign` sends and shows."""
