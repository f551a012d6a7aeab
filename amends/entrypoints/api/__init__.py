"""The JSON API: typed requests in, one command or query, typed answers out; its OpenAPI document is
generated.
"""
