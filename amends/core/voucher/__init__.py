"""Vouchers as rules: how a code is made and read, and when one may be used."""
