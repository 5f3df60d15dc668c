#version 460
// The painter's input from planes on the host and from pictures that the raster left on the device.
#extension GL_EXT_samplerless_texture_functions : require
#include "glsl.h"
#include "assembly.glsl"

layout(set = 0, binding = 5) uniform texture2D picture0;
layout(set = 0, binding = 6) uniform texture2D picture1;
layout(set = 0, binding = 7) uniform texture2D picture2;

float valueOf(uint plane, uint step, uint component, uvec2 pixel) {
    if (step != 0) return valueOnHost(plane, step, component, pixel);
    ivec2 at = ivec2(pixel);
    vec4 texel = plane / 4 == 0 ? texelFetch(picture0, at, 0) : plane / 4 == 1 ? texelFetch(picture1, at, 0) : texelFetch(picture2, at, 0);
    return texel[plane % 4 + component];
}
