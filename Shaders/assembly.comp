#version 460
// The painter's input, all of it from planes on the host.
#include "glsl.h"
#include "assembly.glsl"

float valueOf(uint plane, uint step, uint component, uvec2 pixel) { return valueOnHost(plane, step, component, pixel); }
