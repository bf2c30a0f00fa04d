"""The practice call: a whole response with a simulated client, on a case of a world apart."""
