"""Do the example policies give what the written policies say? `make acceptance DATA=folder` asks them case by case.

Everything that decides stands in `examples/policies/*.yaml`. The modules here only translate the shape of a file of
cases into the facts that a policy declares, and compare.
"""
