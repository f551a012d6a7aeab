"""Decision tables from and to DMN, the Decision Model and Notation of the OMG (1.1 to 1.5 read, 1.5 written).

Pure: an XML element in, XML text out. The reading of XML itself, which has to be safe against what comes from outside,
is `entrypoints.common.xml`.
"""
