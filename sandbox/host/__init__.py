"""The sandbox shop: `saleor/` is its face, `api/` what happens behind the counter."""
