// Materials.h for C++: include this, then convert a host struct with `glslMaterial` once and call `vnMaterial`.
#pragma once
#include "glsl.h"

// The struct's VnFloat4 has no .xyz swizzle: this wrapper gives Materials.h the GLSL view of it.
namespace {
struct Colour { vec3 xyz; float w; };
struct Material { Colour colourA, colourB; VnFloat4 parameters; VnUInt4 kind; };
#define VnMaterial Material
#include "Materials.h"
#undef VnMaterial
}

static inline Material glslMaterial(const VnMaterial &m) {
    return {{vec3(m.colourA.x, m.colourA.y, m.colourA.z), m.colourA.w}, {vec3(m.colourB.x, m.colourB.y, m.colourB.z), m.colourB.w}, m.parameters, m.kind};
}
