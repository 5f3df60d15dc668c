import VeneerMath
