"""The JSON door: Open311 GeoReport v2 and a JSON API, a gRPC client of intake that holds nothing itself."""
