"""MOUNT: settings, addresses and the door of the web server; the only floor that knows them all."""
