// Only CLight includes Embree's headers; this target carries the link line.
