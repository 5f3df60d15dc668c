import Testing
import VeneerMath
