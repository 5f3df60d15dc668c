#version 460
#extension GL_GOOGLE_include_directive : require
#include "glsl.h"
// Models show both sides, and their textures need the triangle's own coordinates: their colour is found here.
layout(constant_id = 0) const uint kind = 0; // VN_MODEL_*

layout(location = 0) in vec3 normalInWorld;
layout(location = 1) in vec2 texturePlace;
layout(location = 2) flat in uint label;
layout(location = 3) flat in uint materialIndex;
layout(location = 0) out vec4 normalAndDepth;
layout(location = 1) out uint instance;
layout(location = 2) out vec4 surface;

layout(scalar, set = 0, binding = 2) readonly buffer Materials { VnModelMaterial materials[]; };
layout(set = 0, binding = 3) uniform sampler2DArray textures;

// The mean over what the pixel covers: several looks along its longer way.
vec4 textureOver(vec2 across, vec2 down, float layer) {
    const int looks = 4;
    float size = float(textureSize(textures, 0).x);
    bool isWide = dot(across, across) > dot(down, down);
    vec2 along = isWide ? across : down;
    float shorter = length(isWide ? down : across), longer = length(along);
    float level = log2(max(max(shorter, longer / float(looks)) * size, 1e-6)) - 0.5;
    vec4 sum = vec4(0.0);
    for (int i = 0; i < looks; i++) {
        vec2 place = texturePlace + along * ((float(i) + 0.5) / float(looks) - 0.5);
        sum += textureLod(textures, vec3(place.x, 1.0 - place.y, layer), level);
    }
    return sum / float(looks);
}

void main() {
    VnModelMaterial material = materials[materialIndex];
    vec3 base = material.colour.xyz;
    if (kind != VN_MODEL_PLAIN) {
        vec4 texel = textureOver(dFdx(texturePlace), dFdy(texturePlace), float(material.texture.x));
        if (kind == VN_MODEL_CUT_OUT && texel.a < 0.5) { discard; }
        base = clamp(texel.xyz, vec3(0.002), vec3(0.98));
    }
    normalAndDepth = vec4(gl_FrontFacing ? normalInWorld : -normalInWorld, 1.0 / gl_FragCoord.w);
    instance = label;
    surface = vec4(base, material.colour.w + (material.texture.y != 0u ? 2.0 : 0.0));
}
