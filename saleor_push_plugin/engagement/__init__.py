"""What shoppers did with what they were sent: receipts, survey answers, the delivery log."""
