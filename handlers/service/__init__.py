"""What the service tells of itself: deliveries, downtime, a calendar that is missing."""
