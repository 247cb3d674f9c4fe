"""Facts: plain values that scenarios and templates read. `shop/facts/` loads them."""
