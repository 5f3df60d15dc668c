#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_samplerless_texture_functions : require
#define VN_FEW_MATERIALS
#include "glsl.h"
#include "Materials.h"
// A model's surface: its colour is in the picture that its geometry left (model.frag).
layout(set = 0, binding = 4) uniform texture2D modelSurface;

void surfaceAt(VnMaterial material, vec3 positionInBody, vec4 covered, out vec3 base, out float roughness, out float metallic) {
    vec4 seen = texelFetch(modelSurface, ivec2(gl_FragCoord.xy), 0);
    base = seen.xyz;
    metallic = seen.w >= 2.0 ? 1.0 : 0.0;
    roughness = seen.w - 2.0 * metallic;
}

vec3 reliefAt(VnMaterial material, vec3 positionInBody, vec4 covered, vec3 normalInWorld, uint instanceIndex, inout float roughness) { return normalInWorld; }

bool isSpeckled() { return false; }

#include "surface.glsl"
