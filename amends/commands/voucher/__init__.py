"""What happens to a voucher once the customer holds it: used, taken back, replaced, run out."""
