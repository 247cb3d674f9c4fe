"""How shoppers react to notifications: receipts, survey answers, and the delivery log."""
