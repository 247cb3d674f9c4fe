"""Read Saleor's tables: facts for pushes, sweeps for missed events, configuration, vouchers."""
